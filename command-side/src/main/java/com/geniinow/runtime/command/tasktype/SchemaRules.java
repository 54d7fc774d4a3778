package com.geniinow.runtime.command.tasktype;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a schema may be, before anything is made of it: bounded, self-contained, and of patterns
 * that cost no more than their text is long.
 */
final class SchemaRules {
  static final int MAX_BYTES = 64 * 1024;
  static final int MAX_DEPTH = 32;

  /** Steps of a pattern's program: each is gone through once per character at most. */
  static final int MAX_PROGRAM = 2_000;

  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  /** Whose values are no schemas but values. */
  private static final Set<String> VALUES = Set.of("const", "enum", "default", "examples");

  private SchemaRules() {}

  /** What is wrong with it first; empty where nothing is. */
  static Optional<Unfit> broken(JsonNode schema) {
    if (!schema.isObject() && !schema.isBoolean()) {
      return Optional.of(new Unfit("/schema", "must be an object, true or false"));
    }
    if (schema.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return Optional.of(new Unfit("/schema", "must be at most " + MAX_BYTES + " bytes of JSON"));
    }
    return broken(schema, "/schema", 1);
  }

  private static Optional<Unfit> broken(JsonNode node, String place, int depth) {
    if (depth > MAX_DEPTH) {
      return Optional.of(new Unfit("/schema", "nests more than " + MAX_DEPTH + " levels deep"));
    }
    if (node.isArray()) {
      for (var n = 0; n < node.size(); n++) {
        var broken = broken(node.get(n), place + "/" + n, depth + 1);
        if (broken.isPresent()) {
          return broken;
        }
      }
    }
    for (var field : node.properties()) {
      var at = place + "/" + escaped(field.getKey());
      var broken =
          keyword(field.getKey(), field.getValue(), at, depth == 1)
              .or(
                  () ->
                      VALUES.contains(field.getKey()) && !place.endsWith("/properties")
                          ? tooDeep(field.getValue(), depth + 1)
                          : broken(field.getValue(), at, depth + 1));
      if (broken.isPresent()) {
        return broken;
      }
    }
    return Optional.empty();
  }

  private static Optional<Unfit> tooDeep(JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      return Optional.of(new Unfit("/schema", "nests more than " + MAX_DEPTH + " levels deep"));
    }
    for (var part : node) {
      var broken = tooDeep(part, depth + 1);
      if (broken.isPresent()) {
        return broken;
      }
    }
    return Optional.empty();
  }

  private static Optional<Unfit> keyword(String name, JsonNode value, String at, boolean isRoot) {
    if (REFERENCES.contains(name) && value.isString() && !value.stringValue().startsWith("#")) {
      return Optional.of(new Unfit(at, "must refer to this document, and begin with #"));
    }
    if (name.equals("$schema") && value.isString() && !isDialect(value.stringValue())) {
      return Optional.of(new Unfit(at, "must be " + DIALECT));
    }
    if (name.equals("$id") && value.isString() && !isRoot) {
      return Optional.of(new Unfit(at, "may stand at the root alone"));
    }
    if (name.equals("pattern") && value.isString()) {
      return pattern(value.stringValue(), at);
    }
    if (name.equals("patternProperties") && value.isObject()) {
      for (var pattern : value.properties()) {
        var broken = pattern(pattern.getKey(), at);
        if (broken.isPresent()) {
          return broken;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isDialect(String uri) {
    return uri.equals(DIALECT) || uri.equals(DIALECT + "#");
  }

  private static Optional<Unfit> pattern(String pattern, String at) {
    try {
      return PatternSize.of(pattern) > MAX_PROGRAM
              || Pattern.compile(pattern).programSize() > MAX_PROGRAM
          ? Optional.of(new Unfit(at, "is a pattern that takes too long"))
          : Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(
          new Unfit(at, "is no pattern that is matched in linear time: " + e.getDescription()));
    }
  }

  /** A name in a JSON Pointer. */
  static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
