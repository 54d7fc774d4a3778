package com.geniinow.runtime.query.view.memory;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.platform.web.JsonBounds;
import com.geniinow.runtime.platform.web.QuotedText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A filter of memories by their metadata. A value is contained, as JSON contains JSON; an object
 * with operators compares a field; {@code $and} and {@code $or} hold of lists of filters.
 */
public final class MemoryFilter {
  /** Fields that are compared, at most. */
  private static final int MOST_CONDITIONS = 100;

  /** How deep filters and fields may lie in one another. */
  private static final int DEEPEST = 10;

  /** Memories up to which a filter's matches are looked up by their fields, not one by one. */
  private static final int FEW = 5_000;

  private static final JsonMapper JSON = Json.mapper();

  private final String field;
  private final MemoryCondition condition;
  private int conditions;

  private MemoryFilter(String field, ObjectNode filter) {
    this.field = field;
    condition = all(List.of(), filter, 0);
  }

  /**
   * Reads a filter.
   *
   * @param field its name on the wire
   * @throws ProblemException 400 naming the field for what is none, such as an unknown operator
   */
  public static MemoryFilter of(String field, ObjectNode filter) {
    MemoryJson.checked(field, filter);
    return new MemoryFilter(field, filter);
  }

  /**
   * The same of a text, which has the bounds of a body.
   *
   * @throws ProblemException 400, also for what is no JSON object
   */
  public static MemoryFilter parse(String field, String text) {
    JsonBounds.check(text.getBytes(StandardCharsets.UTF_8), JSON);
    try {
      if (JSON.readTree(text) instanceof ObjectNode filter) {
        return of(field, filter);
      }
    } catch (JacksonException e) {
      // as for any other text
    }
    throw ProblemException.invalidField(field, "must be a JSON object");
  }

  /** True of the memories that match. */
  public MemorySql condition() {
    return condition.sql();
  }

  /**
   * The ids of few memories among which all are that match; to be found by an index.
   *
   * @return empty where there are not few, or no index leads to them
   */
  public Optional<MemorySql> candidates(JdbcClient jdbc, UUID agentId) {
    return new MemoryLeads(agentId, (ids, most) -> count(jdbc, ids, most))
        .to(condition, FEW)
        .map(few -> withThoseOfBefore(agentId, few.ids()));
  }

  private static long count(JdbcClient jdbc, MemorySql ids, long most) {
    List<Object> parameters = new ArrayList<>(ids.parameters());
    parameters.add(most);
    return jdbc.sql(
            "SELECT count(*) FROM (SELECT FROM (%s) AS led LIMIT ?) AS counted"
                .formatted(ids.text()))
        .params(parameters)
        .query(Long.class)
        .single();
  }

  /** Memories of before have no fields yet: each of them is asked. */
  private MemorySql withThoseOfBefore(UUID agentId, MemorySql ids) {
    var matches = condition.sql();
    List<Object> parameters = new ArrayList<>(ids.parameters());
    parameters.add(agentId);
    parameters.addAll(matches.parameters());
    return new MemorySql(
        """
        %s UNION SELECT m.memory_id FROM agent_memories m
        WHERE m.agent_id = ? AND NOT m.recorded AND %s\
        """
            .formatted(ids.text(), matches.text()),
        parameters);
  }

  private MemoryCondition all(List<String> path, ObjectNode filter, int depth) {
    if (depth > DEEPEST) {
      throw refused("lies deeper than " + DEEPEST + " levels");
    }
    List<MemoryCondition> of = new ArrayList<>();
    var plain = JSON.createObjectNode();
    for (var entry : filter.properties()) {
      var name = entry.getKey();
      var value = entry.getValue();
      if (name.startsWith("$")) {
        of.add(list(path, name, value, depth));
      } else if (value instanceof ObjectNode inner && operatorIn(inner) != null) {
        of.add(compared(with(path, name), inner, depth));
      } else if (operatorIn(value) != null) {
        throw refused("has an operator inside a list: " + shown(operatorIn(value)));
      } else {
        plain.set(name, value);
      }
    }
    if (!plain.isEmpty() || filter.isEmpty()) {
      of.add(new MemoryCondition.Contains(within(path, plain)));
    }
    return new MemoryCondition.All(counted(of));
  }

  /** {@code $and} or {@code $or}. */
  private MemoryCondition list(List<String> path, String name, JsonNode value, int depth) {
    if (!path.isEmpty() || !(name.equals("$and") || name.equals("$or"))) {
      throw unknown(name);
    }
    List<MemoryCondition> of = new ArrayList<>();
    for (var one : value.values()) {
      if (!(one instanceof ObjectNode filter)) {
        throw refused(name + " must be a list of filters");
      }
      of.add(all(path, filter, depth + 1));
    }
    if (!value.isArray() || of.isEmpty()) {
      throw refused(name + " must be a list of one filter or more");
    }
    return name.equals("$and") ? new MemoryCondition.All(of) : new MemoryCondition.Any(of);
  }

  /** A field with operators, or an object in which fields are that have some. */
  private MemoryCondition compared(List<String> path, ObjectNode inner, int depth) {
    var operators = inner.propertyNames().stream().filter(name -> name.startsWith("$")).count();
    if (operators == 0) {
      return all(path, inner, depth + 1);
    }
    if (operators < inner.size()) {
      throw refused("mixes operators and fields in " + shown(path.getLast()));
    }
    List<MemoryCondition> of = new ArrayList<>();
    inner.properties().forEach(entry -> of.add(one(path, entry.getKey(), entry.getValue())));
    return new MemoryCondition.All(counted(of));
  }

  private MemoryCondition one(List<String> path, String operator, JsonNode value) {
    if (operatorIn(value) != null) {
      throw refused(operator + " holds an operator: " + shown(operatorIn(value)));
    }
    return switch (operator) {
      case "$eq" -> new MemoryCondition.OneOf(path, List.of(value), true);
      case "$ne" -> new MemoryCondition.OneOf(path, List.of(value), false);
      case "$in" -> new MemoryCondition.OneOf(path, values(operator, value), true);
      case "$nin" -> new MemoryCondition.OneOf(path, values(operator, value), false);
      case "$gt" -> ordered(path, ">", value);
      case "$gte" -> ordered(path, ">=", value);
      case "$lt" -> ordered(path, "<", value);
      case "$lte" -> ordered(path, "<=", value);
      case "$exists" -> {
        if (!value.isBoolean()) {
          throw refused("$exists must be true or false");
        }
        yield new MemoryCondition.Exists(path, value.booleanValue());
      }
      default -> throw unknown(operator);
    };
  }

  private List<JsonNode> values(String operator, JsonNode value) {
    if (!value.isArray()) {
      throw refused(operator + " must be a list of values");
    }
    return value.valueStream().toList();
  }

  private MemoryCondition ordered(List<String> path, String sign, JsonNode value) {
    if (value.isNumber()) {
      return new MemoryCondition.Number(path, sign, value.decimalValue());
    }
    if (value.isString()) {
      return new MemoryCondition.Text(path, sign, value.stringValue());
    }
    // As of any field that is of another type than what it is compared with.
    return new MemoryCondition.OneOf(path, List.of(), true);
  }

  private List<MemoryCondition> counted(List<MemoryCondition> of) {
    conditions += (int) of.stream().filter(MemoryFilter::isOne).count();
    if (conditions > MOST_CONDITIONS) {
      throw refused("has more than " + MOST_CONDITIONS + " conditions");
    }
    return List.copyOf(of);
  }

  /** Those that hold others are none themselves. */
  private static boolean isOne(MemoryCondition condition) {
    return !(condition instanceof MemoryCondition.All || condition instanceof MemoryCondition.Any);
  }

  private static List<String> with(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return List.copyOf(longer);
  }

  private static ObjectNode within(List<String> path, ObjectNode plain) {
    var whole = plain;
    for (var name : path.reversed()) {
      var outer = JSON.createObjectNode();
      outer.set(name, whole);
      whole = outer;
    }
    return whole;
  }

  /** The first key that looks like an operator, at any depth; null for none. */
  public static @Nullable String operatorIn(JsonNode node) {
    for (var entry : node.properties()) {
      if (entry.getKey().startsWith("$")) {
        return entry.getKey();
      }
    }
    for (var child : node.values()) {
      var found = operatorIn(child);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private ProblemException unknown(String operator) {
    return refused("has an operator that is none here: " + shown(operator));
  }

  private ProblemException refused(String why) {
    return ProblemException.invalidField(field, why);
  }

  private static String shown(@Nullable String name) {
    return QuotedText.clean(String.valueOf(name), 50);
  }
}
