package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses query parameters that a route does not have, has twice, or has without a value: a filter
 * that is misspelt must not answer as if there were none. It looks at the routes of this runtime,
 * after those who may refuse the caller.
 */
final class KnownParameters implements HandlerInterceptor {
  private static final String OURS = "com.geniinow.runtime.";

  private final Map<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method
        && method.getBeanType().getName().startsWith(OURS)
        && request.getQueryString() != null) {
      check(request.getQueryString(), known.computeIfAbsent(method, KnownParameters::names));
    }
    return true;
  }

  private static void check(String query, Set<String> known) {
    Set<String> seen = new HashSet<>();
    for (var parameter : QueryParameters.of(query)) {
      var name = parameter.name();
      if (!known.contains(name)) {
        throw ProblemException.invalidField(QuotedText.clean(name, 100), unknown(known));
      }
      if (!seen.add(name)) {
        throw ProblemException.invalidField(name, "must be given once");
      }
      if (parameter.value().isEmpty()) {
        throw ProblemException.invalidField(name, "must not be empty");
      }
    }
  }

  private static String unknown(Set<String> known) {
    return known.isEmpty()
        ? "is no parameter of this route; it has none"
        : "is no parameter of this route; those are " + String.join(", ", new TreeSet<>(known));
  }

  private static Set<String> names(HandlerMethod method) {
    var names = new HashSet<String>();
    Arrays.stream(method.getMethodParameters()).flatMap(KnownParameters::names).forEach(names::add);
    return Set.copyOf(names);
  }

  private static Stream<String> names(MethodParameter parameter) {
    if (parameter.getParameterType() == PageQuery.class) {
      return Stream.of(PageQueryArgumentResolver.LIMIT, PageQueryArgumentResolver.CURSOR);
    }
    var declared = parameter.getParameterAnnotation(RequestParam.class);
    return declared == null
        ? Stream.of()
        : Stream.of(
            declared.name().isEmpty() ? parameter.getParameter().getName() : declared.name());
  }
}
