package com.geniinow.runtime.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a key, a model's name or a subject in a path hold any character: what follows {@code
 * …/memory/}, {@code /api/prices/}, {@code /v1/models/} or {@code /api/subjects/} becomes one path
 * segment in a form that neither the container nor the firewall takes for more than a name. So
 * {@code a/b} and {@code a%2Fb} are the same key, whatever a client prefers.
 */
final class KeyPathFilter extends OncePerRequestFilter {
  private static final Pattern PATH =
      Pattern.compile(
          "(?<before>/api/agents/[^/]+/memory/|/api/prices/(?!reprices/)|/api/subjects/"
              + "|/v1/models/)"
              + "(?<name>.+?)(?<after>(?<=/api/prices/.{1,2000})/reprice"
              + "|(?<=/api/subjects/.{1,2000})/revoke-tokens)?");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var path = PATH.matcher(request.getRequestURI());
    chain.doFilter(
        path.matches()
            ? new OneSegment(
                request,
                path.group("before")
                    + PathKey.encoded(path.group("name"))
                    + Objects.requireNonNullElse(path.group("after"), ""))
            : request,
        response);
  }

  /** The same request under its path's other spelling. */
  private static final class OneSegment extends HttpServletRequestWrapper {
    private final String path;

    OneSegment(HttpServletRequest request, String path) {
      super(request);
      this.path = path;
    }

    @Override
    public String getRequestURI() {
      return path;
    }

    /** As for a servlet that serves everything; still encoded, so nothing in it means anything. */
    @Override
    public String getServletPath() {
      return path;
    }

    @Override
    public StringBuffer getRequestURL() {
      var url = super.getRequestURL();
      return url.replace(url.length() - super.getRequestURI().length(), url.length(), path);
    }
  }
}
