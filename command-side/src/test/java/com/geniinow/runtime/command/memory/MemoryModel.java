package com.geniinow.runtime.command.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Memories as one would keep them in a list, and filters as one would read them aloud. */
final class MemoryModel {
  private final List<Kept> memories = new ArrayList<>();

  /** A memory. */
  static final class Kept {
    final String id;
    final @Nullable String key;
    final String text;
    final Instant createdAt;
    ObjectNode metadata;
    @Nullable Instant validTo;

    Kept(String id, @Nullable String key, String text, Instant createdAt, ObjectNode metadata) {
      this.id = id;
      this.key = key;
      this.text = text;
      this.createdAt = createdAt;
      this.metadata = metadata;
    }

    boolean isCurrent(@Nullable Instant asOf) {
      return asOf == null
          ? validTo == null
          : !createdAt.isAfter(asOf) && (validTo == null || validTo.isAfter(asOf));
    }
  }

  List<Kept> all() {
    return memories;
  }

  void add(Kept memory) {
    var key = memory.key;
    if (key != null) {
      memories.stream()
          .filter(old -> key.equals(old.key) && old.validTo == null)
          .forEach(old -> old.validTo = memory.createdAt);
    }
    memories.add(memory);
  }

  @Nullable Kept same(@Nullable String key, String text) {
    return memories.stream()
        .filter(m -> m.validTo == null && Objects.equals(m.key, key) && m.text.equals(text))
        .findFirst()
        .orElse(null);
  }

  /** Those that a search may find. */
  Set<String> found(@Nullable JsonNode filter, @Nullable Instant asOf) {
    return memories.stream()
        .filter(m -> m.isCurrent(asOf) && (filter == null || fits(m.metadata, filter)))
        .map(m -> m.id)
        .collect(Collectors.toSet());
  }

  /** Those that a list shows. */
  Set<String> listed(JsonNode filter) {
    return memories.stream()
        .filter(m -> fits(m.metadata, filter))
        .map(m -> m.id)
        .collect(Collectors.toSet());
  }

  static boolean fits(@Nullable JsonNode value, JsonNode filter) {
    return filter.properties().stream()
        .allMatch(
            entry ->
                switch (entry.getKey()) {
                  case "$and" -> entry.getValue().valueStream().allMatch(f -> fits(value, f));
                  case "$or" -> entry.getValue().valueStream().anyMatch(f -> fits(value, f));
                  default ->
                      fitsField(value == null ? null : value.get(entry.getKey()), entry.getValue());
                });
  }

  private static boolean fitsField(@Nullable JsonNode value, JsonNode wanted) {
    if (!hasOperator(wanted)) {
      return value != null && contains(value, wanted);
    }
    return wanted.properties().stream()
        .allMatch(
            entry ->
                entry.getKey().startsWith("$")
                    ? compared(value, entry.getKey(), entry.getValue())
                    : fitsField(
                        value != null && value.isObject() ? value.get(entry.getKey()) : null,
                        entry.getValue()));
  }

  private static boolean compared(@Nullable JsonNode value, String operator, JsonNode operand) {
    return switch (operator) {
      case "$eq" -> value != null && same(value, operand);
      case "$ne" -> value == null || !same(value, operand);
      case "$in" -> value != null && operand.valueStream().anyMatch(one -> same(value, one));
      case "$nin" -> value == null || operand.valueStream().noneMatch(one -> same(value, one));
      case "$exists" -> operand.booleanValue() == (value != null);
      default -> value != null && ordered(value, operator, operand);
    };
  }

  private static boolean ordered(JsonNode value, String operator, JsonNode operand) {
    Integer order =
        value.isNumber() && operand.isNumber()
            ? Integer.valueOf(value.decimalValue().compareTo(operand.decimalValue()))
            : value.isString() && operand.isString()
                ? Integer.valueOf(byCodePoints(value.stringValue(), operand.stringValue()))
                : null;
    if (order == null) {
      return false;
    }
    return switch (operator) {
      case "$gt" -> order > 0;
      case "$gte" -> order >= 0;
      case "$lt" -> order < 0;
      case "$lte" -> order <= 0;
      default -> throw new AssertionError(operator);
    };
  }

  private static int byCodePoints(String a, String b) {
    return java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  }

  private static boolean hasOperator(JsonNode node) {
    return node.isObject()
        && node.properties().stream()
            .anyMatch(e -> e.getKey().startsWith("$") || hasOperator(e.getValue()));
  }

  private static boolean contains(JsonNode value, JsonNode part) {
    if (part.isObject()) {
      return value.isObject()
          && part.properties().stream()
              .allMatch(
                  e -> value.has(e.getKey()) && contains(value.get(e.getKey()), e.getValue()));
    }
    if (part.isArray()) {
      return value.isArray()
          && part.valueStream()
              .allMatch(one -> value.valueStream().anyMatch(each -> contains(each, one)));
    }
    return same(value, part);
  }

  private static boolean same(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    if (a.isArray() && b.isArray()) {
      if (a.size() != b.size()) {
        return false;
      }
      for (var i = 0; i < a.size(); i++) {
        if (!same(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a.isObject() && b.isObject()) {
      return a.size() == b.size()
          && a.properties().stream()
              .allMatch(e -> b.has(e.getKey()) && same(e.getValue(), b.get(e.getKey())));
    }
    return a.equals(b);
  }
}
