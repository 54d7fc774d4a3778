package com.geniinow.runtime.query.view.memory;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

  private MemoryLead() {}

  static Optional<MemorySql> equal(List<String> path, JsonNode value) {
    return oneOf(path, List.of(value));
  }

  static Optional<MemorySql> oneOf(List<String> path, List<JsonNode> values) {
    if (!hasRows(path) || values.isEmpty() || values.stream().anyMatch(JsonNode::isContainer)) {
      return Optional.empty();
    }
    List<Object> parameters = new ArrayList<>();
    parameters.add(path.getFirst());
    values.forEach(value -> parameters.add(value.toString()));
    var marks =
        String.join(", ", Collections.nCopies(values.size(), "genii_memory_value(?::jsonb)"));
    return Optional.of(
        new MemorySql(
            "f.name = ? AND f.value " + (values.size() == 1 ? "= " + marks : "IN (" + marks + ")"),
            parameters));
  }

  static Optional<MemorySql> number(List<String> path, String sign, BigDecimal value) {
    return hasRows(path)
        ? Optional.of(
            MemorySql.of(
                "f.name = ? AND f.number %s genii_memory_number(?::numeric)"
                    .formatted(sign.startsWith(">") ? ">=" : "<="),
                path.getFirst(),
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
            ? MemorySql.of("f.name = ? AND f.value >= ? AND f.value < 't'", path.getFirst(), row)
            : MemorySql.of("f.name = ? AND f.value >= 's' AND f.value <= ?", path.getFirst(), row));
  }

  private static boolean hasRows(List<String> path) {
    return path.size() == 1
        && path.getFirst().getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
  }
}
