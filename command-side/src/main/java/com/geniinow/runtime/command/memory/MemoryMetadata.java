package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.QuotedText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Metadata of memories: JSON objects that PostgreSQL can look into. */
final class MemoryMetadata {
  /** The longest, in bytes of JSON. */
  static final int MAX_BYTES = 16 * 1024;

  /** The longest number; PostgreSQL's reach further. */
  private static final int MAX_DIGITS = 1000;

  private MemoryMetadata() {}

  /** The object's text, or null for none. */
  static @Nullable String checked(String field, @Nullable ObjectNode metadata) {
    if (metadata == null) {
      return null;
    }
    var text = metadata.toString();
    if (Utf8.bytes(field, text) > MAX_BYTES) {
      throw ProblemException.invalidField(field, "must be at most " + MAX_BYTES + " bytes of JSON");
    }
    if (!storable(metadata)) {
      throw ProblemException.invalidField(
          field, "must hold no character U+0000 and no number of more than 1000 digits");
    }
    var operator = operator(metadata);
    if (operator != null) {
      throw ProblemException.invalidField(
          field, "has the key %s: none may begin with $".formatted(QuotedText.clean(operator, 50)));
    }
    return text;
  }

  /**
   * A key that looks like an operator, at any depth: no memory can have it, so a filter that names
   * one would match nothing without a word.
   */
  private static @Nullable String operator(JsonNode node) {
    for (var entry : node.properties()) {
      if (entry.getKey().startsWith("$")) {
        return entry.getKey();
      }
    }
    for (var child : node.values()) {
      var found = operator(child);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean storable(JsonNode node) {
    if (node.isString()) {
      return node.stringValue().indexOf('\0') < 0;
    }
    if (node.isNumber()) {
      var number = node.decimalValue();
      return Math.abs((long) number.scale()) <= MAX_DIGITS && number.precision() <= MAX_DIGITS;
    }
    if (node.isObject()) {
      return node.properties().stream()
          .allMatch(entry -> entry.getKey().indexOf('\0') < 0 && storable(entry.getValue()));
    }
    return node.valueStream().allMatch(MemoryMetadata::storable);
  }
}
