package com.geniinow.runtime.command.security;

import com.geniinow.runtime.command.security.OpenApi.Route;
import com.geniinow.runtime.platform.web.Json;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds what comes against what the document promises: statuses, headers and bodies. */
final class Contract {
  /** What HTTP itself and Spring's protection of browsers add to every answer. */
  private static final Set<String> ORDINARY =
      Set.of(
          "content-type",
          "content-length",
          "transfer-encoding",
          "date",
          "connection",
          "keep-alive",
          "cache-control",
          "pragma",
          "expires",
          "vary",
          "content-security-policy",
          "referrer-policy",
          "x-content-type-options",
          "x-frame-options",
          "x-xss-protection");

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(Dialects.getOpenApi31());
  private final Map<Key, Schema> compiled = new HashMap<>();
  private final JsonNode open;
  private final JsonNode closed;

  Contract(JsonNode document) {
    open = document.path("components");
    closed = open.deepCopy();
    closed.path("schemas").forEach(Contract::close);
  }

  /** Nothing may come that isn't described. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object && object.has("properties")) {
      if (!object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
      for (var property : object.path("properties")) {
        close(property);
        close(property.path("items"));
      }
    }
  }

  /** What of an answer the document doesn't say. */
  List<String> broken(Route route, HttpResponse<String> answer) {
    List<String> broken = new ArrayList<>();
    var response = route.operation().path("responses").path("" + answer.statusCode());
    if (response.isMissingNode()) {
      return List.of("status " + answer.statusCode() + " is not documented");
    }
    for (var name : answer.headers().map().keySet()) {
      if (!ORDINARY.contains(name.toLowerCase(Locale.ROOT))
          && response.path("headers").propertyNames().stream().noneMatch(name::equalsIgnoreCase)) {
        broken.add("header " + name + " is not documented");
      }
    }
    var type = answer.headers().firstValue("Content-Type").orElse("");
    var content = response.path("content").path(type.replaceFirst(";.*", ""));
    if (content.isMissingNode() && !answer.body().isEmpty()) {
      broken.add("type " + type + " is not documented");
    } else if (type.endsWith("json") && !type.contains("ndjson")) {
      broken.addAll(broken(content.path("schema"), Json.mapper().readTree(answer.body()), true));
    }
    return broken;
  }

  /** Why a value isn't what its schema says, or nothing. */
  List<String> broken(JsonNode schema, JsonNode value) {
    return broken(schema, value, false);
  }

  private List<String> broken(JsonNode schema, JsonNode value, boolean nothingElse) {
    return compiled
        .computeIfAbsent(new Key(schema, nothingElse), this::compile)
        .validate(value)
        .stream()
        .map(error -> error.getInstanceLocation() + " " + error.getMessage())
        .toList();
  }

  private Schema compile(Key key) {
    var whole = ((ObjectNode) key.schema).deepCopy();
    whole.set("components", key.nothingElse ? closed : open);
    return registry.getSchema(whole);
  }

  private record Key(JsonNode schema, boolean nothingElse) {}
}
