package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Answers 404 to workers' routes where a process is reached from the internet: a stolen worker's
 * token is of no use there. Workers are served by others, inside ({@code
 * GENII_INTERNAL_ROUTES=false}).
 */
final class InternalRoutes implements HandlerInterceptor {
  private static final String PREFIX = "/internal/";

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    // The route, not the path as it was spelled.
    var route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    if (route != null && route.toString().startsWith(PREFIX)) {
      throw ProblemException.notFound("route", "here");
    }
    return true;
  }
}
