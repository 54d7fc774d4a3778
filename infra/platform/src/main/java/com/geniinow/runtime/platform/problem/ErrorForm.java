package com.geniinow.runtime.platform.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.firewall.RequestRejectedException;

/** The form in which a client expects to hear that something is refused. */
public enum ErrorForm {
  /** RFC 9457 problem details: the runtime's own. */
  PROBLEM,
  /** As OpenAI's clients read it. */
  OPENAI,
  /** As Anthropic's clients read it. */
  ANTHROPIC;

  /** Where models are called in the forms of their providers. */
  private static final String GATEWAY = "/v1";

  private static final String MESSAGES = GATEWAY + "/messages";
  private static final String VERSION = "anthropic-version";

  /** The form for a request, known or not, by its path and by what its client says of itself. */
  public static ErrorForm of(HttpServletRequest request) {
    var path = path(request);
    if (!isUnder(GATEWAY, path)) {
      return PROBLEM;
    }
    return isUnder(MESSAGES, path) || namesVersion(request) ? ANTHROPIC : OPENAI;
  }

  private static boolean namesVersion(HttpServletRequest request) {
    try {
      return request.getHeader(VERSION) != null;
    } catch (RequestRejectedException e) {
      return true; // it is there, and holds what the firewall lets nobody read
    }
  }

  /** The request's path as it came in, also where the container serves an error page. */
  static String path(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String path
        ? path
        : String.valueOf(request.getRequestURI());
  }

  /** Whether a path is another or lies below it. */
  private static boolean isUnder(String parent, String path) {
    return path.startsWith(parent)
        && (path.length() == parent.length() || "/;".indexOf(path.charAt(parent.length())) >= 0);
  }
}
