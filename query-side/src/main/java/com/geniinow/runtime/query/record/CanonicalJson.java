package com.geniinow.runtime.query.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** RFC 8785. */
final class CanonicalJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private CanonicalJson() {}

  static String of(Map<String, @Nullable Object> object) {
    try {
      return new JsonCanonicalizer(MAPPER.writeValueAsString(object)).getEncodedString();
    } catch (IOException e) {
      throw new UncheckedIOException("a map of plain values is JSON", e);
    }
  }
}
