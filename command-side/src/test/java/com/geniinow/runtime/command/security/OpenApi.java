package com.geniinow.runtime.command.security;

import com.geniinow.runtime.command.security.Calls.Body;
import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * The routes that the service describes, in the document that is pinned: OpenApiContractTest holds
 * the running service to it, which takes many seconds to describe itself.
 */
final class OpenApi {
  private static final Path PINNED = Path.of("../docs/openapi.json");

  private final JsonNode document;
  private final List<Route> routes = new ArrayList<>();

  private OpenApi(JsonNode document) {
    this.document = document;
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        routes.add(
            new Route(
                operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()));
      }
    }
  }

  /** One operation of one path. */
  record Route(String method, String path, JsonNode operation) {
    /** As in the page: {@code GET /api/agents/{id}}. */
    String name() {
      return method + " " + path;
    }

    /** The type of body that it takes, or nothing. */
    String contentType() {
      return operation.path("requestBody").path("content").propertyNames().stream()
          .findFirst()
          .orElse("");
    }

    /** What it says of its body: schema and example. */
    JsonNode body() {
      return operation.path("requestBody").path("content").path(contentType());
    }

    JsonNode bodySchema() {
      return body().path("schema");
    }

    /** The body that the page to try it at would send. */
    Body example() {
      var type = contentType();
      if (type.startsWith("multipart/")) {
        return Stage.upload(body().path("example").path("file").asString());
      }
      var example = body().path("example");
      var text = example.isString() ? example.stringValue() : example.toString();
      return new Body(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Who may call it, as its description says. */
    String roles() {
      var description = operation.path("description").asString("");
      return description.substring(description.lastIndexOf("Roles: ") + 1);
    }

    @Override
    public String toString() {
      return name();
    }
  }

  static OpenApi pinned() {
    try {
      return new OpenApi(Json.mapper().readTree(Files.readString(PINNED)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode document() {
    return document;
  }

  List<Route> routes() {
    return routes;
  }

  /** The operation of this name. */
  Route route(String name) {
    return routes.stream().filter(route -> route.name().equals(name)).findFirst().orElseThrow();
  }

  /** A schema, or the one that it refers to. */
  JsonNode resolved(JsonNode schema) {
    var reference = schema.path("$ref").asString("");
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
  }
}
