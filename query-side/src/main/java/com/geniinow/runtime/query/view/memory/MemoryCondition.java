package com.geniinow.runtime.query.view.memory;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a filter asks of a memory's metadata, and how PostgreSQL is asked for it. */
sealed interface MemoryCondition {
  /** True or false of each memory, never null. */
  MemorySql sql();

  /**
   * By which rows of agent_memory_fields all that it holds of can be found; any of them will do.
   * Those of several conditions are for {@link MemoryLeads} to choose from.
   */
  default Stream<MemorySql> leads() {
    return Stream.empty();
  }

  /** All of these hold. */
  record All(List<MemoryCondition> of) implements MemoryCondition {
    @Override
    public MemorySql sql() {
      return MemorySql.join(of.stream().map(MemoryCondition::sql).toList(), " AND ", "true");
    }
  }

  /** One of these holds. */
  record Any(List<MemoryCondition> of) implements MemoryCondition {
    @Override
    public MemorySql sql() {
      return MemorySql.join(of.stream().map(MemoryCondition::sql).toList(), " OR ", "false");
    }
  }

  /** The metadata hold all of this. */
  record Contains(ObjectNode part) implements MemoryCondition {
    @Override
    public MemorySql sql() {
      return MemorySql.of("m.metadata @> ?::jsonb", part.toString());
    }

    @Override
    public Stream<MemorySql> leads() {
      return MemoryLead.contained(List.of(), part);
    }
  }

  /** A field is there, or is not. */
  record Exists(List<String> path, boolean isThere) implements MemoryCondition {
    @Override
    public MemorySql sql() {
      var field = field(path);
      return new MemorySql(
          field.text() + (isThere ? " IS NOT NULL" : " IS NULL"), field.parameters());
    }

    @Override
    public Stream<MemorySql> leads() {
      return isThere ? MemoryLead.there(path).stream() : Stream.empty();
    }
  }

  /** A field is one of these values, or is none of them, or not there at all. */
  record OneOf(List<String> path, List<JsonNode> values, boolean isOne) implements MemoryCondition {
    @Override
    public MemorySql sql() {
      if (values.isEmpty()) {
        return MemorySql.of(isOne ? "false" : "true");
      }
      var field = field(path);
      List<Object> parameters = new ArrayList<>(field.parameters());
      values.forEach(value -> parameters.add(value.toString()));
      var marks = String.join(", ", Collections.nCopies(values.size(), "?::jsonb"));
      var found = "coalesce(" + field.text() + " IN (" + marks + "), false)";
      return new MemorySql(isOne ? found : "NOT " + found, parameters);
    }

    @Override
    public Stream<MemorySql> leads() {
      if (isOne && values.isEmpty()) {
        return Stream.of(MemorySql.of("false"));
      }
      return isOne ? MemoryLead.oneOf(path, values).stream() : Stream.empty();
    }
  }

  /** A field is on one side of a value; only one plain value is. */
  sealed interface Comparison extends MemoryCondition {
    /** The field's name, behind those of the objects that it is in. */
    List<String> path();
  }

  /**
   * A field is a number on one side of another.
   *
   * @param sign as SQL has it
   */
  record Number(List<String> path, String sign, BigDecimal value) implements Comparison {
    @Override
    public MemorySql sql() {
      return compared(path, "number", "::numeric " + sign + " ?::numeric", value.toPlainString());
    }

    @Override
    public Stream<MemorySql> leads() {
      return MemoryLead.number(path, sign, value).stream();
    }
  }

  /**
   * A field is a text before or behind another, in the order of their characters' numbers.
   *
   * @param sign as SQL has it
   */
  record Text(List<String> path, String sign, String value) implements Comparison {
    @Override
    public MemorySql sql() {
      return compared(path, "string", " COLLATE \"C\" " + sign + " ?", value);
    }

    @Override
    public Stream<MemorySql> leads() {
      return MemoryLead.text(path, sign, value).stream();
    }
  }

  /** A field of the metadata as JSON; null where it is not there. */
  private static MemorySql field(List<String> path) {
    return new MemorySql(
        "(m.metadata" + " -> ?::text".repeat(path.size()) + ")", new ArrayList<>(path));
  }

  /** A comparison with a field of one type; false of every other. */
  private static MemorySql compared(
      List<String> path, String type, String comparison, String value) {
    var field = field(path);
    List<Object> parameters = new ArrayList<>(field.parameters());
    parameters.addAll(field.parameters());
    parameters.add(value);
    return new MemorySql(
        "CASE WHEN jsonb_typeof(%1$s) = '%2$s' THEN (%1$s #>> '{}')%3$s ELSE false END"
            .formatted(field.text(), type, comparison),
        parameters);
  }
}
