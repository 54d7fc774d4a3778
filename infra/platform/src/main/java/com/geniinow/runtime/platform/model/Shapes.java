package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;

import com.geniinow.runtime.platform.web.QuotedText;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What the parts of a chat payload are made of. A JSON null counts as left out. */
final class Shapes {
  private static final int LONGEST_NAME = 100; // characters of one that is quoted

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
