package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a body that says it is something which would have to be guessed at, or that Spring fails
 * on: a type with a wildcard, another charset than UTF-8, another coding than none. It looks at the
 * routes that take a body, after those who may refuse the caller.
 */
final class BodyHeaders implements HandlerInterceptor {
  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws HttpMediaTypeNotSupportedException {
    if (handler instanceof HandlerMethod method) {
      var parameters = Arrays.asList(method.getMethodParameters());
      var isRead = parameters.stream().anyMatch(p -> p.hasParameterAnnotation(RequestBody.class));
      if (isRead || parameters.stream().anyMatch(BodyHeaders::isStream)) {
        checkCoding(request);
      }
      if (isRead) {
        checkType(request);
      }
    }
    return true;
  }

  private static boolean isStream(MethodParameter parameter) {
    return parameter.getParameterType() == InputStream.class;
  }

  private static void checkCoding(HttpServletRequest request) {
    for (var value : Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING))) {
      for (var coding : value.split(",", -1)) {
        if (!coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
          throw ProblemException.unsupportedCoding();
        }
      }
    }
  }

  private static void checkType(HttpServletRequest request)
      throws HttpMediaTypeNotSupportedException {
    MediaType type;
    try {
      var text = request.getContentType();
      if (text == null) {
        return;
      }
      type = MediaType.parseMediaType(text);
    } catch (InvalidMediaTypeException e) {
      return; // whoever reads the body says so
    }
    if (type.isWildcardType() || type.isWildcardSubtype()) {
      throw new HttpMediaTypeNotSupportedException(
          type, List.of(MediaType.APPLICATION_JSON), HttpMethod.valueOf(request.getMethod()));
    }
    if (type.getCharset() != null && !type.getCharset().equals(StandardCharsets.UTF_8)) {
      throw ProblemException.unsupportedMediaType("The body must be in UTF-8.");
    }
  }
}
