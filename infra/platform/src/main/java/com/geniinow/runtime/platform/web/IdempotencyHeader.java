package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Collections;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a key in the header that could be read in two ways: one of two, or one that is not in
 * ASCII, whose bytes Tomcat takes for Latin-1 and clients send as UTF-8. Routes without a key pass
 * over the header.
 */
final class IdempotencyHeader implements HandlerInterceptor {
  static final String NAME = "Idempotency-Key";

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method
        && Arrays.stream(method.getMethodParameters()).anyMatch(IdempotencyHeader::isKey)) {
      var values = Collections.list(request.getHeaders(NAME));
      if (values.size() > 1) {
        throw ProblemException.invalidField(NAME, "must be given once");
      }
      if (values.stream().anyMatch(value -> value.chars().anyMatch(c -> c > 0x7E))) {
        throw ProblemException.invalidField(
            NAME, "must be ASCII; a key of other characters goes into the body");
      }
    }
    return true;
  }

  private static boolean isKey(MethodParameter parameter) {
    var header = parameter.getParameterAnnotation(RequestHeader.class);
    return header != null && NAME.equalsIgnoreCase(header.name());
  }
}
