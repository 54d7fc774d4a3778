package com.geniinow.runtime.query.view.console;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.HttpRequestMethodNotSupportedException;

/**
 * Sends the console's files: packed to who takes that, with an entity tag that is asked for each
 * time, so that a new version is there at once and an old one costs no bytes.
 */
@Component
final class ConsoleHandler implements HttpRequestHandler {
  static final String ROOT = "/console/";

  /**
   * Scripts, styles and answers from here alone, nothing written into the page, no frame around it.
   * Markup can be made by the template library from its own fixed texts and by nobody else.
   */
  static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types lit-html";

  private static final List<String> METHODS = List.of("GET", "HEAD");

  private final ConsoleFiles files;

  ConsoleHandler(ConsoleFiles files) {
    this.files = files;
  }

  @Override
  public void handleRequest(HttpServletRequest request, HttpServletResponse response)
      throws IOException, HttpRequestMethodNotSupportedException {
    if (!METHODS.contains(request.getMethod())) {
      throw new HttpRequestMethodNotSupportedException(request.getMethod(), METHODS);
    }
    var path = request.getRequestURI().substring(request.getContextPath().length());
    if (!path.startsWith(ROOT)) {
      response.setHeader(HttpHeaders.LOCATION, ROOT);
      response.setStatus(HttpServletResponse.SC_PERMANENT_REDIRECT);
      return;
    }
    var name = path.equals(ROOT) ? "index.html" : path.substring(ROOT.length());
    send(
        files.find(name).orElseThrow(() -> ProblemException.notFound("page", path)),
        request,
        response);
  }

  private static void send(
      ConsoleFile file, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var packed = file.isSmallerPacked() && takesGzip(request);
    var tag = file.entityTag(packed);
    response.setHeader("Content-Security-Policy", CONTENT_POLICY);
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    response.setHeader(HttpHeaders.ETAG, tag);
    if (values(request, HttpHeaders.IF_NONE_MATCH).stream()
        .anyMatch(known -> known.equals("*") || known.replaceFirst("^W/", "").equals(tag))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    var bytes = packed ? file.packed() : file.plain();
    response.setContentType(file.type());
    if (packed) {
      response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    response.setContentLength(bytes.length);
    if (request.getMethod().equals("GET")) {
      response.getOutputStream().write(bytes);
    }
  }

  /** Whether the client names gzip and doesn't say that it would rather have anything else. */
  private static boolean takesGzip(HttpServletRequest request) {
    return values(request, HttpHeaders.ACCEPT_ENCODING).stream()
        .map(value -> value.replace(" ", ""))
        .anyMatch(value -> value.matches("(?i)gzip(;q=(1(\\.0*)?|0?\\.\\d*[1-9]\\d*))?"));
  }

  private static List<String> values(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header)).stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .map(String::strip)
        .toList();
  }
}
