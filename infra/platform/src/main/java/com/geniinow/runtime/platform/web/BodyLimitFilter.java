package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ErrorForm;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds request bodies, but for multipart ones, which have bounds of their own; prompts may be
 * larger than what the runtime keeps. The bound bites when the body is read, not before, so that a
 * caller without the right hears of that first.
 */
final class BodyLimitFilter extends OncePerRequestFilter {
  /** The largest body of a call of a model, and how long it may take. */
  static final long MAX_CALL_BYTES = 16L << 20;

  /** The largest body of many tasks or reports together: a hundred need not fit, but most do. */
  static final long MAX_BATCH_BYTES = 8L << 20;

  private static final Pattern BATCHES =
      Pattern.compile("/api/tasks/batch|/internal/results|/api/agents/[^/]+/results");

  private static final Duration MAX_CALL_TIME = Duration.ofMinutes(2);

  private final long maxBytes;
  private final Duration maxTime;

  /**
   * @param maxTime how long a body may take from the first time that it is asked for: one that
   *     drips would otherwise hold its connection for hours
   */
  BodyLimitFilter(long maxBytes, Duration maxTime) {
    this.maxBytes = maxBytes;
    this.maxTime = maxTime;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return isMultipart(request.getContentType());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var isCall = ErrorForm.of(request) != ErrorForm.PROBLEM;
    chain.doFilter(
        isCall
            ? new LimitedRequest(request, MAX_CALL_BYTES, MAX_CALL_TIME)
            : new LimitedRequest(request, isBatch(request) ? MAX_BATCH_BYTES : maxBytes, maxTime),
        response);
  }

  private static boolean isBatch(HttpServletRequest request) {
    return BATCHES.matcher(request.getRequestURI()).matches();
  }

  static boolean isMultipart(@Nullable String contentType) {
    return contentType != null
        && contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }
}
