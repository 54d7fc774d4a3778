package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;

import com.geniinow.runtime.platform.web.QuotedText;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What the parts of a chat payload are made of. A JSON null counts as left out. */
final class Shapes {
  private static final int LONGEST_NAME = 100; // characters of one that is quoted

  /** No count that anybody names is larger: sums of them stay far from the end of numbers. */
  static final long MOST = 1_000_000_000;

  private Shapes() {}

  static void list(String at, JsonNode list, Set<String> fields) throws ChatPayloadException {
    if (isAbsent(list)) {
      return;
    }
    if (!list.isArray()) {
      throw invalid(at, "must be a list");
    }
    for (var i = 0; i < list.size(); i++) {
      object(at + "[" + i + "]", list.get(i), fields);
    }
  }

  static void object(String at, JsonNode value, Set<String> fields) throws ChatPayloadException {
    if (!value.isObject()) {
      throw invalid(at, "must be an object");
    }
    for (var name : value.propertyNames()) {
      if (!fields.contains(name)) {
        throw unsupported(at + "." + quoted(name), "is not among the fields whose cost is known");
      }
    }
  }

  static void text(String at, JsonNode value) throws ChatPayloadException {
    if (!isAbsent(value) && !value.isString()) {
      throw invalid(at, "must be text");
    }
  }

  /** A whole number from {@code least} on, where there is one. */
  static void count(String at, JsonNode value, long least) throws ChatPayloadException {
    if (!isAbsent(value) && !isCount(value, least)) {
      throw invalid(at, "must be a whole number of at least " + least);
    }
  }

  static boolean isCount(JsonNode value, long least) {
    return value.isIntegralNumber()
        && value.canConvertToLong()
        && value.longValue() >= least
        && value.longValue() <= MOST;
  }

  static void number(String at, JsonNode value, int least, int most) throws ChatPayloadException {
    double number = value.isNumber() ? value.asDouble(Double.NaN) : Double.NaN;
    if (!isAbsent(value) && !(number >= least && number <= most)) {
      throw invalid(at, "must be a number from %d to %d".formatted(least, most));
    }
  }

  static void flag(String at, JsonNode value) throws ChatPayloadException {
    if (!isAbsent(value) && !value.isBoolean()) {
      throw invalid(at, "must be true or false");
    }
  }

  static void oneOf(String at, JsonNode value, Set<String> texts) throws ChatPayloadException {
    if (!isAbsent(value) && !isOne(value, texts)) {
      throw invalid(at, "must be one of " + String.join(", ", new TreeSet<>(texts)));
    }
  }

  /** An object where there is one, of fields that are known. */
  static void optional(String at, JsonNode value, Set<String> fields) throws ChatPayloadException {
    if (!isAbsent(value)) {
      object(at, value, fields);
    }
  }

  static String type(JsonNode value) {
    var type = value.path("type");
    return type.isString() ? type.stringValue() : "";
  }

  static String quoted(String name) {
    return QuotedText.clean(name, LONGEST_NAME);
  }

  static boolean isOne(JsonNode value, Set<String> texts) {
    return value.isString() && texts.contains(value.stringValue());
  }

  static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
