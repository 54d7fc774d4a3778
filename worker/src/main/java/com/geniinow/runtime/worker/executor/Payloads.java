package com.geniinow.runtime.worker.executor;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a payload's fields with errors that name the field. A JSON null counts as absent. */
final class Payloads {
  private Payloads() {}

  static @Nullable JsonNode field(JsonNode payload, String name) {
    var value = payload.get(name);
    return value == null || value.isNull() ? null : value;
  }

  static long integer(JsonNode payload, String name, long otherwise, long least, long most)
      throws PayloadException {
    var value = field(payload, name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new PayloadException("%s must be an integer".formatted(name));
    }
    long number = value.longValue();
    if (number < least || number > most) {
      throw new PayloadException(
          "%s must be between %d and %d, not %d".formatted(name, least, most, number));
    }
    return number;
  }

  static boolean bool(JsonNode payload, String name, boolean otherwise) throws PayloadException {
    var value = field(payload, name);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw new PayloadException("%s must be true or false".formatted(name));
    }
    return value.booleanValue();
  }

  static @Nullable String string(JsonNode payload, String name) throws PayloadException {
    var value = field(payload, name);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw new PayloadException("%s must be a string".formatted(name));
    }
    return value.stringValue();
  }
}
