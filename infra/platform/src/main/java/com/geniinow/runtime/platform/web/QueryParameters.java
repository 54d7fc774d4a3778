package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands behind the question mark, as it was sent: names with values, in order. */
final class QueryParameters {
  private QueryParameters() {}

  /** One of them. */
  record QueryParameter(String name, String value) {}

  /**
   * Reads a query.
   *
   * @throws ProblemException 400 for an escape that is none
   */
  static List<QueryParameter> of(@Nullable String query) {
    List<QueryParameter> parameters = new ArrayList<>();
    if (query == null) {
      return parameters;
    }
    for (var pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        var equals = pair.indexOf('=');
        parameters.add(
            equals < 0
                ? new QueryParameter(decoded(pair), "")
                : new QueryParameter(
                    decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1))));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalid("The query holds an escape that is none.");
    }
  }
}
