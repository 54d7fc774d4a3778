package com.geniinow.runtime.servers.gcs;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Paths and queries as they come in: split first, decoded then, so that a name may hold a slash.
 */
final class Paths {
  private Paths() {}

  /** The decoded segments of a raw path. */
  static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String raw : rawPath.substring(1).split("/", -1)) {
      segments.add(decode(raw));
    }
    return segments;
  }

  /** The query's parameters; of those given twice the last one. */
  static Map<String, String> query(String rawQuery) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : rawQuery.split("&")) {
      if (!pair.isEmpty()) {
        var equals = pair.indexOf('=');
        query.put(
            decodeQuery(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decodeQuery(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  /** In a path a plus is a plus. */
  static String decode(String raw) {
    return decodeQuery(raw.replace("+", "%2B"));
  }

  private static String decodeQuery(String raw) {
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw GcsException.invalid("The URL is not well encoded.");
    }
  }

  /** As Google's links are encoded. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
