package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Stands for a label of any name, whose value may be empty. */
  private static final String LABELS = LabelQuery.PREFIX + "<name>";

  /** Each route's parameters, and whether each may be empty. */
  private final Map<HandlerMethod, Map<String, Boolean>> known = new ConcurrentHashMap<>();

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

  private static void check(String query, Map<String, Boolean> known) {
    Set<String> seen = new HashSet<>();
    for (var parameter : QueryParameters.of(query)) {
      var name = parameter.name();
      if (known.containsKey(LABELS) && name.startsWith(LabelQuery.PREFIX)) {
        if (!seen.add(name)) {
          throw ProblemException.invalidField(QuotedText.clean(name, 100), "must be given once");
        }
        continue;
      }
      if (!known.containsKey(name)) {
        throw ProblemException.invalidField(QuotedText.clean(name, 100), unknown(known.keySet()));
      }
      if (!seen.add(name)) {
        throw ProblemException.invalidField(name, "must be given once");
      }
      if (parameter.value().isEmpty() && !known.getOrDefault(name, false)) {
        throw ProblemException.invalidField(name, "must not be empty");
      }
    }
  }

  private static String unknown(Set<String> known) {
    return known.isEmpty()
        ? "is no parameter of this route; it has none"
        : "is no parameter of this route; those are " + String.join(", ", new TreeSet<>(known));
  }

  private static Map<String, Boolean> names(HandlerMethod method) {
    var names = new HashMap<String, Boolean>();
    for (var parameter : method.getMethodParameters()) {
      for (var name : names(parameter)) {
        names.put(name, parameter.hasParameterAnnotation(MayBeEmpty.class));
      }
    }
    return Map.copyOf(names);
  }

  private static List<String> names(MethodParameter parameter) {
    if (parameter.getParameterType() == PageQuery.class) {
      return List.of(PageQueryArgumentResolver.LIMIT, PageQueryArgumentResolver.CURSOR);
    }
    if (parameter.getParameterType() == LabelQuery.class) {
      return List.of(LABELS);
    }
    var declared = parameter.getParameterAnnotation(RequestParam.class);
    return declared == null
        ? List.of()
        : List.of(declared.name().isEmpty() ? parameter.getParameter().getName() : declared.name());
  }
}
