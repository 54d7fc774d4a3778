package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads {@code ?label.<name>=<value>}, as often as there are names. */
final class LabelQueryArgumentResolver implements HandlerMethodArgumentResolver {
  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == LabelQuery.class;
  }

  @Override
  public LabelQuery resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    var labels = new TreeMap<String, String>();
    var http = request.getNativeRequest(HttpServletRequest.class);
    if (http != null) {
      QueryParameters.of(http.getQueryString()).stream()
          .filter(sent -> sent.name().startsWith(LabelQuery.PREFIX))
          .forEach(
              sent -> {
                var name = sent.name().substring(LabelQuery.PREFIX.length());
                LabelQuery.check(LabelQuery.PREFIX, name, sent.value());
                labels.put(name, sent.value());
              });
    }
    if (labels.size() > LabelQuery.MOST) {
      throw ProblemException.invalidField(
          LabelQuery.PREFIX, "must be given %d times at most".formatted(LabelQuery.MOST));
    }
    return new LabelQuery(labels);
  }
}
