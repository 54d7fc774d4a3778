package com.geniinow.runtime.platform.problem;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import tools.jackson.core.JacksonException;

/** Decides which problem an exception is. */
final class Problems {
  /** 400 for a body that breaks off, stops, or is malformed on the wire. */
  static final Problem UNREADABLE_BODY =
      Problem.of(Reason.INVALID_REQUEST, "The body could not be read to its end.");

  private Problems() {}

  /** What the client is told of {@code thrown}; {@link Reason#INTERNAL_ERROR} when nothing fits. */
  static Problem of(Throwable thrown) {
    var own = Causes.find(thrown, ProblemException.class);
    if (own.isPresent()) {
      return own.get().problem();
    }
    // Before anything else that looks at causes: a lost connection hides under many names.
    return saidUnavailable(thrown)
        .or(() -> DatabaseProblems.of(thrown))
        .or(() -> ValidationProblems.of(thrown))
        .orElseGet(() -> ofSpring(thrown));
  }

  private static Optional<Problem> saidUnavailable(Throwable thrown) {
    return Causes.of(thrown)
        .filter(Unavailable.class::isInstance)
        .map(Unavailable.class::cast)
        .findFirst()
        .map(said -> Problem.of(Reason.UNAVAILABLE, said.detail()));
  }

  private static Problem ofSpring(Throwable thrown) {
    return switch (thrown) {
      case HttpMessageNotReadableException e ->
          Causes.find(e, JacksonException.class)
              .map(JsonProblems::of)
              .orElseGet(
                  () ->
                      Problem.of(
                          Reason.INVALID_REQUEST,
                          e.getCause() instanceof IOException
                              ? "The body could not be read to its end."
                              : "The request body is missing."));
      case MaxUploadSizeExceededException e ->
          Problem.of(Reason.FILE_TOO_LARGE, "The file is larger than an upload may be.");
      case MultipartException e ->
          Problem.of(Reason.INVALID_REQUEST, "The body is not a readable multipart form.");
      // Tomcat reads them when they are first asked for, deep within whatever asks.
      case InvalidParameterException e ->
          Problem.of(
              Reason.INVALID_REQUEST, "The parameters can't be read: no UTF-8, or too many.");
      case BadRequestException e -> UNREADABLE_BODY;
      // The firewall looks at a header when somebody asks for it.
      case RequestRejectedException e ->
          Problem.of(Reason.INVALID_REQUEST, "A header holds control characters.");
      case ErrorResponse e -> ofStatus(e.getStatusCode().value()).withHeaders(headers(e));
      default -> ofStatus(500);
    };
  }

  /** A problem for a bare status, in words of ours. */
  static Problem ofStatus(int status) {
    var reason = Reason.ofStatus(status);
    String detail =
        switch (reason) {
          case INVALID_REQUEST -> "The request could not be understood.";
          case UNAUTHENTICATED -> "A valid bearer token is required.";
          case FORBIDDEN -> "The caller may not do this.";
          case NOT_FOUND -> "There is no such path.";
          case METHOD_NOT_ALLOWED -> "This path does not answer to this method.";
          case NOT_ACCEPTABLE -> "The answer is not to be had in a type that Accept names.";
          case PAYLOAD_TOO_LARGE -> "The request body is too large.";
          case UNSUPPORTED_MEDIA_TYPE -> "The body's Content-Type is not one this path takes.";
          case UNAVAILABLE -> "The service can't answer now; try again.";
          case INTERNAL_ERROR -> "Something went wrong here; it has been logged.";
          default -> reason.title() + ".";
        };
    var problem = Problem.of(reason, detail);
    return status == reason.status() || status < 400 ? problem : problem.withStatus(status);
  }

  private static Map<String, String> headers(ErrorResponse response) {
    Map<String, String> headers = new LinkedHashMap<>();
    response.getHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
    return headers;
  }
}
