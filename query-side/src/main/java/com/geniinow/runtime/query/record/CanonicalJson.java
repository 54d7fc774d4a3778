package com.geniinow.runtime.query.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** RFC 8785. */
final class CanonicalJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private CanonicalJson() {}

  /** An array of texts. */
  static String of(List<String> texts) {
    return canonical(MAPPER.writeValueAsString(texts));
  }

  static String of(Map<String, @Nullable Object> object) {
    return canonical(MAPPER.writeValueAsString(object));
  }

  private static String canonical(String json) {
    try {
      return new JsonCanonicalizer(json).getEncodedString();
    } catch (IOException e) {
      throw new UncheckedIOException("plain values are JSON", e);
    }
  }
}
