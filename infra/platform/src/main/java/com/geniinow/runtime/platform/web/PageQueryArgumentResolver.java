package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads {@code ?limit=&cursor=}. */
final class PageQueryArgumentResolver implements HandlerMethodArgumentResolver {
  static final String LIMIT = "limit";
  static final String CURSOR = "cursor";

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == PageQuery.class;
  }

  @Override
  public PageQuery resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    var binding = binding(request);
    return new PageQuery(
        limit(request.getParameter(LIMIT)), cursor(request.getParameter(CURSOR), binding), binding);
  }

  /** A place in a list means nothing in another list, or in the same one under another filter. */
  private static @Nullable String cursor(@Nullable String text, String binding) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    return PageQuery.unbound(text, binding);
  }

  /** What ends the cursors of this list: a digest of its path and of its filters. */
  private static String binding(NativeWebRequest request) {
    var http = request.getNativeRequest(HttpServletRequest.class);
    if (http == null) {
      return "";
    }
    var list = new StringBuilder(http.getRequestURI());
    QueryParameters.of(http.getQueryString()).stream()
        .filter(parameter -> !parameter.name().equals(LIMIT) && !parameter.name().equals(CURSOR))
        // No text at all filters nothing, but for a label.
        .filter(
            parameter ->
                !parameter.value().isEmpty() || parameter.name().startsWith(LabelQuery.PREFIX))
        .map(parameter -> "\n" + parameter.name() + "=" + parameter.value())
        .sorted()
        .forEach(list::append);
    return PageQuery.binding(list.toString());
  }

  private static int limit(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return PageQuery.DEFAULT_LIMIT;
    }
    try {
      return WireParameters.number(text);
    } catch (NumberFormatException e) {
      throw ProblemException.invalidField("limit", "must be a whole number");
    }
  }
}
