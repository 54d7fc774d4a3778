package com.geniinow.runtime.platform.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a problem to a servlet response, in the form that its client reads. It needs no bean, so
 * that the security filters and Tomcat's own error page answer in the same form as the controllers.
 */
public final class ProblemWriter {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private ProblemWriter() {}

  /**
   * Replaces what the response holds so far; does nothing once its head is on the wire.
   *
   * @param request whose path and headers say in which form
   * @throws IOException when the client is gone
   */
  public static void write(
      HttpServletRequest request, HttpServletResponse response, Problem problem)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    var form = ErrorForm.of(request);
    response.resetBuffer();
    if (form == ErrorForm.PROBLEM) {
      response.setStatus(problem.status());
      problem.headers().forEach(response::setHeader);
      if (problem.retryAfterSeconds() != null) {
        response.setHeader("Retry-After", problem.retryAfterSeconds().toString());
      }
      send(response, "application/problem+json", members(problem, ErrorForm.path(request)));
    } else {
      response.setStatus(ProtocolErrors.status(problem));
      ProtocolErrors.headers(problem).forEach(response::setHeader);
      send(response, "application/json", ProtocolErrors.body(problem, form));
    }
  }

  private static void send(HttpServletResponse response, String type, Object members)
      throws IOException {
    var body = JSON.writeValueAsBytes(members);
    response.setCharacterEncoding((String) null);
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }

  /**
   * A problem as the part of an answer, in the names of its body.
   *
   * @param path that was asked for
   */
  public static Map<String, Object> members(Problem problem, String path) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put("title", title(problem));
    members.put("status", problem.status());
    members.put("detail", problem.detail());
    if (isUri(path)) {
      members.put("instance", path);
    }
    members.put("reason", problem.reason().code());
    problem.properties().forEach(members::putIfAbsent);
    return members;
  }

  private static String title(Problem problem) {
    if (problem.status() == problem.reason().status()) {
      return problem.reason().title();
    }
    var status = HttpStatus.resolve(problem.status());
    return status == null ? "Error" : status.getReasonPhrase();
  }

  private static boolean isUri(String path) {
    try {
      new URI(path);
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
