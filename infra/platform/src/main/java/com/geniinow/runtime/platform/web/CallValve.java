package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ErrorForm;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Gives every call of a model an id that its answer bears, whoever answers, and keeps each client's
 * connection at hand, which the servlet's own interface does not show.
 */
final class CallValve extends ValveBase {
  private static final String REQUEST_ID = "X-Request-Id";

  private final Supplier<UUID> ids;

  CallValve(Supplier<UUID> ids) {
    super(true);
    this.ids = ids;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (ErrorForm.of(request) != ErrorForm.PROBLEM) {
      response.setHeader(REQUEST_ID, "req_" + ids.get().toString().replace("-", ""));
    }
    ClientConnection.keep(request);
    getNext().invoke(request, response);
  }
}
