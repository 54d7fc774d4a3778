package com.geniinow.runtime.query.view.memory;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Conditions on a row {@code f} of agent_memory_fields that hold of a row of each memory that a
 * condition holds of, and perhaps of others: so both are asked for.
 */
final class MemoryLead {
  /** Names that are longer, in bytes, have no rows. */
  private static final int LONGEST_NAME = 200;

  /** Characters of a text that its row has. */
  private static final int KEPT = 200;

  /** What the rows of lists and objects have for a value. */
  private static final String CONTAINER = "'c'";

  private MemoryLead() {}

  /** What a field contains, by any of its parts; those of objects in a list have no rows. */
  static Stream<MemorySql> contained(List<String> path, JsonNode part) {
    if (part.isEmpty()) {
      return oneOf(path, List.of(part)).stream();
    }
    return part.isObject()
        ? part.properties().stream()
            .flatMap(
                entry ->
                    contained(
                        Stream.concat(path.stream(), Stream.of(entry.getKey())).toList(),
                        entry.getValue()))
        : part.valueStream().flatMap(value -> oneOf(path, List.of(value)).stream());
  }

  /** Every field that is there has a row. */
  static Optional<MemorySql> there(List<String> path) {
    return hasRows(path) ? Optional.of(MemorySql.of("f.name = ?", name(path))) : Optional.empty();
  }

  static Optional<MemorySql> oneOf(List<String> path, List<JsonNode> values) {
    if (!hasRows(path) || values.isEmpty()) {
      return Optional.empty();
    }
    List<Object> parameters = new ArrayList<>();
    parameters.add(name(path));
    var plain = values.stream().filter(JsonNode::isValueNode).toList();
    plain.forEach(value -> parameters.add(value.toString()));
    List<String> all =
        new ArrayList<>(Collections.nCopies(plain.size(), "genii_memory_value(?::jsonb)"));
    if (plain.size() < values.size()) {
      all.add(CONTAINER);
    }
    var marks = String.join(", ", all);
    return Optional.of(
        new MemorySql(
            "f.name = ? AND f.value " + (all.size() == 1 ? "= " + marks : "IN (" + marks + ")"),
            parameters));
  }

  static Optional<MemorySql> number(List<String> path, String sign, BigDecimal value) {
    return hasRows(path)
        ? Optional.of(
            MemorySql.of(
                "f.name = ? AND f.number %s genii_memory_number(?::numeric)"
                    .formatted(sign.startsWith(">") ? ">=" : "<="),
                name(path),
                value.toPlainString()))
        : Optional.empty();
  }

  static Optional<MemorySql> text(List<String> path, String sign, String value) {
    if (!hasRows(path)) {
      return Optional.empty();
    }
    var kept = Math.min(KEPT, value.codePointCount(0, value.length()));
    var row = "s" + value.substring(0, value.offsetByCodePoints(0, kept));
    return Optional.of(
        sign.startsWith(">")
            ? MemorySql.of("f.name = ? AND f.value >= ? AND f.value < 't'", name(path), row)
            : MemorySql.of("f.name = ? AND f.value >= 's' AND f.value <= ?", name(path), row));
  }

  private static boolean hasRows(List<String> path) {
    return !path.isEmpty() && name(path).getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
  }

  private static String name(List<String> path) {
    return String.join(".", path);
  }
}
