package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The contract with clients, pinned: a change of a route, a name or a status shows up here. Run
 * with {@code -Dopenapi.write=true} to accept it.
 */
@RuntimeTest
class OpenApiContractTest {
  private static final Path PINNED = Path.of("..", "docs", "openapi.json");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @LocalServerPort int port;

  @Autowired
  @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping handlers;

  @Test
  void the_openapi_document_is_the_pinned_one() throws IOException, InterruptedException {
    var served = JSON.readTree(get("/v3/api-docs"));
    if (Boolean.getBoolean("openapi.write")) {
      Files.writeString(PINNED, JSON.writeValueAsString(served) + "\n");
    }
    assertThat(served).isEqualTo(JSON.readTree(Files.readString(PINNED)));
  }

  @Test
  void every_route_says_what_it_does_and_answers_with_a_named_body() throws Exception {
    var served = JSON.readTree(get("/v3/api-docs"));
    for (var path : served.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        assertThat(operation.getValue().path("summary").asString(""))
            .as(operation.getKey() + " " + path.getKey())
            .isNotBlank();
      }
    }
  }

  /** One schema would stand for both, with the rules of one of them. */
  @Test
  void no_two_bodies_share_a_name() {
    var bodies = new java.util.TreeMap<String, java.util.Set<Class<?>>>();
    for (var handler : handlers.getHandlerMethods().values()) {
      for (var parameter : handler.getMethodParameters()) {
        if (parameter.hasParameterAnnotation(RequestBody.class)) {
          var type = parameter.getParameterType();
          bodies.computeIfAbsent(type.getSimpleName(), n -> new java.util.HashSet<>()).add(type);
        }
      }
    }
    assertThat(bodies)
        .hasSizeGreaterThan(20)
        .allSatisfy((n, types) -> assertThat(types).hasSize(1));
  }

  /**
   * A field without a word: add it to words.properties in infra/platform, with an example, and run
   * this test with -Dopenapi.write=true.
   */
  @Test
  void every_field_and_parameter_has_a_type_a_description_and_an_example() throws Exception {
    var served = JSON.readTree(get("/v3/api-docs"));
    var lacking = new java.util.TreeSet<String>();
    for (var model : served.path("components").path("schemas").properties()) {
      fields(model.getKey(), model.getValue(), lacking);
    }
    for (var path : served.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        var route = operation.getKey() + " " + path.getKey();
        for (var parameter : operation.getValue().path("parameters")) {
          var name = route + "?" + parameter.path("name").asString();
          schema(name, parameter, lacking);
          lacks(name, parameter, true, lacking);
        }
        body(route, operation.getValue().path("requestBody"), lacking);
        for (var response : operation.getValue().path("responses").properties()) {
          answer(route + " " + response.getKey(), response.getValue(), lacking);
        }
      }
    }
    assertThat(lacking).isEmpty();
  }

  private static void body(String route, JsonNode body, java.util.Set<String> lacking) {
    if (body.isMissingNode()) {
      return;
    }
    lacks(route + ": the body", body, false, lacking);
    for (var type : body.path("content").properties()) {
      schema(route + ": the body", type.getValue(), lacking);
      if (!type.getValue().has("example")) {
        lacking.add(route + ": the body has no example");
      }
    }
  }

  /** An answer has a body that is described, but for the one that has none. */
  private static void answer(String route, JsonNode answer, java.util.Set<String> lacking) {
    lacks(route, answer, false, lacking);
    if (!route.endsWith(" 204") && answer.path("content").isEmpty()) {
      lacking.add(route + ": no body");
    }
    for (var type : answer.path("content").properties()) {
      schema(route, type.getValue(), lacking);
    }
    for (var header : answer.path("headers").properties()) {
      schema(route + " " + header.getKey(), header.getValue(), lacking);
      lacks(route + " " + header.getKey(), header.getValue(), false, lacking);
    }
  }

  /** Anything at all is no description of a body or a parameter. */
  private static void schema(String where, JsonNode holder, java.util.Set<String> lacking) {
    var schema = holder.path("schema");
    var says =
        schema.has("$ref")
            || schema.path("properties").size() > 0
            || schema.has("type") && !schema.path("type").asString("").equals("object");
    if (!says) {
      lacking.add(where + ": no schema that says anything");
    }
  }

  private static void fields(String model, JsonNode schema, java.util.Set<String> lacking) {
    for (var field : schema.path("properties").properties()) {
      var name = model + "." + field.getKey();
      var property = field.getValue();
      var composed =
          property.has("$ref")
              || property.path("items").has("$ref")
              || property.has("properties")
              || property.path("items").has("properties")
              || property.path("additionalProperties").has("$ref");
      lacks(name, property, !composed && !property.has("enum"), lacking);
      fields(name, property, lacking);
      fields(name, property.path("items"), lacking);
    }
  }

  private static void lacks(
      String name, JsonNode described, boolean example, java.util.Set<String> lacking) {
    if (described.path("description").asString("").isBlank()) {
      lacking.add(name + ": no description");
    }
    if (example
        && !described.has("example")
        && described.path("examples").isEmpty()
        && described.path("schema").path("examples").isEmpty()) {
      lacking.add(name + ": no example");
    }
  }

  /** A client generated from "object" refuses texts, lists and numbers. */
  @Test
  void a_field_that_takes_any_json_has_no_type_of_its_own() throws Exception {
    var schemas = JSON.readTree(get("/v3/api-docs")).path("components").path("schemas");
    for (var field :
        List.of("TaskView.result", "KeyView.value", "PutRequest.value", "CompleteRequest.result")) {
      var parts = field.split("\\.");
      var property = schemas.path(parts[0]).path("properties").path(parts[1]);
      assertThat(property.path("description").asString())
          .as(field)
          .containsIgnoringCase("any JSON");
      assertThat(property.has("type")).as(field).isFalse();
    }
    assertThat(schemas.at("/TtlRequest/properties/ttl_seconds/type").valueStream())
        .extracting(JsonNode::asString)
        .containsExactlyInAnyOrder("integer", "null");
  }

  @Test
  void the_swagger_page_is_there() throws Exception {
    assertThat(get("/swagger-ui/index.html")).contains("swagger-ui");
  }

  private String get(String path) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    }
  }
}
