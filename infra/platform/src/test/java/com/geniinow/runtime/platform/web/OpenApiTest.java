package com.geniinow.runtime.platform.web;

import static com.geniinow.runtime.platform.testing.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiTest extends HttpTest {
  @Test
  void the_document_is_relative_and_the_same_each_time() {
    var document = anonymous().get("/v3/api-docs").body();
    assertThat(document).doesNotContain("127.0.0.1", "localhost", String.valueOf(port));
    assertThat(json(anonymous().get("/v3/api-docs")).at("/servers/0/url").asString())
        .isEqualTo("/");
    assertThat(anonymous().get("/v3/api-docs").body()).isEqualTo(document);
  }

  @Test
  void the_document_is_to_be_had_as_yaml_too() {
    var answer = anonymous().get("/v3/api-docs.yaml");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("openapi: 3");
  }

  @Test
  void operations_say_who_may_call_them_and_how_they_refuse() {
    var get = operation("/api/agents/{id}", "get");
    assertThat(get.path("description").asString())
        .isEqualTo("Roles: admin, agent, auditor, founder.");
    for (String status : List.of("400", "401", "403", "404", "409", "429", "503")) {
      assertThat(
              get.path("responses")
                  .path(status)
                  .path("content")
                  .path("application/problem+json")
                  .path("schema")
                  .path("$ref")
                  .asString())
          .isEqualTo("#/components/schemas/problem");
    }
    assertThat(document().at("/components/securitySchemes/bearer/scheme").asString())
        .isEqualTo("bearer");
    assertThat(document().at("/security/0").has("bearer")).isTrue();
  }

  @Test
  void parameters_are_those_on_the_wire() {
    assertThat(operation("/api/agents/{id}", "get").path("parameters").findValuesAsString("name"))
        .containsExactly("id");
    var list = operation("/api/things", "get").path("parameters");
    assertThat(list.findValuesAsString("name"))
        .containsExactlyInAnyOrder("limit", "cursor", "policy", "since", "thing");
    for (JsonNode parameter : list) {
      assertThat(parameter.path("required").asBoolean()).as(parameter.toString()).isFalse();
      if (parameter.path("name").asString().equals("limit")) {
        assertThat(parameter.at("/schema/maximum").asInt()).isEqualTo(200);
      }
      if (parameter.path("name").asString().equals("policy")) {
        assertThat(parameter.at("/schema/enum/0").asString()).isEqualTo("block_all");
      }
    }
  }

  @Test
  void models_have_the_names_on_the_wire() {
    var order = document().at("/components/schemas/Order/properties");
    assertThat(order.propertyNames())
        .containsExactlyInAnyOrder(
            "display_name",
            "token_limit",
            "cost_usd",
            "agent_id",
            "overage_policy",
            "due_at",
            "payload",
            "inner");
    assertThat(order.at("/overage_policy/enum").toString())
        .isEqualTo("[\"block_all\",\"allow\",null]");
    assertThat(order.at("/due_at/format").asString()).isEqualTo("date-time");
    assertThat(document().path("paths").has("/error")).isFalse();
    assertThat(document().toString()).doesNotContain("next_cursor\":{}", "nextCursor", "JsonNode");
  }

  private JsonNode document() {
    return json(anonymous().get("/v3/api-docs"));
  }

  private JsonNode operation(String path, String method) {
    return document().path("paths").path(path).path(method);
  }
}
