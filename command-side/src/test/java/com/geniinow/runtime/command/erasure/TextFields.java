package com.geniinow.runtime.command.erasure;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The fields of requests that take text, as the OpenAPI document has them: such as {@code POST
 * /api/tasks .labels.*}, where {@code *} is any member and {@code []} any item.
 */
final class TextFields {
  private static final List<String> CHOICES = List.of("oneOf", "anyOf", "allOf");

  private final JsonNode document;
  private final SortedSet<String> found = new TreeSet<>();

  private TextFields(JsonNode document) {
    this.document = document;
  }

  /** All of those whose body is JSON. */
  static SortedSet<String> of(JsonNode document) {
    var fields = new TextFields(document);
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var schema = operation.getValue().at("/requestBody/content/application~1json/schema");
        if (!schema.isMissingNode()) {
          var route = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey() + " ";
          fields.walk(route, schema, Set.of());
        }
      }
    }
    return fields.found;
  }

  private void walk(String field, JsonNode schema, Set<String> above) {
    var reference = schema.path("$ref").asString("");
    if (!reference.isEmpty()) {
      if (!above.contains(reference)) {
        var further = new HashSet<>(above);
        further.add(reference);
        walk(field, document.at(reference.substring(1)), further);
      }
      return;
    }
    for (var choice : CHOICES) {
      schema.path(choice).forEach(one -> walk(field, one, above));
    }
    for (var property : schema.path("properties").properties()) {
      walk(field + "." + property.getKey(), property.getValue(), above);
    }
    if (schema.path("items").isObject()) {
      walk(field + "[]", schema.path("items"), above);
    }
    if (schema.path("additionalProperties").isObject()) {
      walk(field + ".*", schema.path("additionalProperties"), above);
    }
    if (takesText(schema)) {
      found.add(field);
    }
  }

  private static boolean takesText(JsonNode schema) {
    var types = schema.path("type").toString();
    if (types.contains("\"string\"")) {
      return !schema.has("enum") && !schema.has("format");
    }
    var isSaid =
        schema.has("properties")
            || schema.path("additionalProperties").isObject()
            || CHOICES.stream().anyMatch(schema::has);
    return !isSaid && (types.contains("\"object\"") || schema.path("type").isMissingNode());
  }

  /** Whether a word stands in a field of a body, in its value or in the names in it. */
  static boolean holds(JsonNode body, String field, String word) {
    var names = List.of(field.replace("[]", ".[]").substring(1).split("\\."));
    return holds(body, names, word);
  }

  private static boolean holds(JsonNode value, List<String> names, String word) {
    if (names.isEmpty()) {
      return value.toString().contains(word);
    }
    var name = names.getFirst();
    var rest = names.subList(1, names.size());
    return name.equals("*") || name.equals("[]")
        ? value.valueStream().anyMatch(one -> holds(one, rest, word))
        : holds(value.path(name), rest, word);
  }
}
