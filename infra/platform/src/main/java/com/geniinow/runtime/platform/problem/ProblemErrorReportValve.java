package com.geniinow.runtime.platform.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's page for requests that never reach the application, such as a malformed request line.
 * Public with a public constructor because Tomcat makes it from its name.
 */
public final class ProblemErrorReportValve extends ErrorReportValve {
  @Override
  protected void report(Request request, Response response, @Nullable Throwable thrown) {
    var status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    try {
      ProblemWriter.write(request, response, problem(status, request));
    } catch (IOException | IllegalStateException e) {
      // The client is gone; nobody is left to tell.
    }
  }

  /** Tomcat knows CONNECT, and says of it what it says of a coding that it doesn't know. */
  private static Problem problem(int status, Request request) {
    return status == HttpServletResponse.SC_NOT_IMPLEMENTED && "CONNECT".equals(request.getMethod())
        ? Problems.ofStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED).withStatus(status)
        : Problems.ofStatus(status);
  }
}
