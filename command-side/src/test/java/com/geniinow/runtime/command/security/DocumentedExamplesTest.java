package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.security.Calls.Body;
import com.geniinow.runtime.command.security.OpenApi.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What the page to try the routes at fills in: it fits, it works, and it works again. */
@RuntimeTest
class DocumentedExamplesTest {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-");

  @LocalServerPort int port;
  private OpenApi api;
  private Contract contract;

  @AfterEach
  void leaveNothing() {
    Stage.leave(port);
  }

  @BeforeEach
  void read() {
    api = OpenApi.pinned();
    contract = new Contract(api.document());
  }

  @Test
  void every_example_is_what_its_schema_says() {
    var wrong = new TreeSet<String>();
    for (var route : api.routes()) {
      for (var parameter : route.operation().path("parameters")) {
        check(route + "?" + parameter.path("name"), parameter, parameter.path("schema"), wrong);
      }
      for (var response : route.operation().path("responses")) {
        for (var header : response.path("headers")) {
          check(route + " header", header, header.path("schema"), wrong);
        }
      }
      check(route + " body", route.body(), route.bodySchema(), wrong);
    }
    for (var model : api.document().at("/components/schemas").properties()) {
      examples(model.getKey(), model.getValue(), wrong);
    }
    assertThat(wrong).isEmpty();
  }

  private void examples(String model, JsonNode schema, TreeSet<String> wrong) {
    for (var property : schema.path("properties").properties()) {
      check(model + "." + property.getKey(), property.getValue(), property.getValue(), wrong);
      examples(model + "." + property.getKey(), property.getValue(), wrong);
      examples(model + "." + property.getKey(), property.getValue().path("items"), wrong);
    }
  }

  private void check(String where, JsonNode holder, JsonNode schema, TreeSet<String> wrong) {
    List<JsonNode> examples = new ArrayList<>();
    if (holder.has("example")) {
      examples.add(holder.path("example"));
    }
    schema.path("examples").forEach(examples::add);
    for (var example : examples) {
      contract.broken(schema, example).forEach(why -> wrong.add(where + ": " + why));
    }
  }

  /** Twice, since a page is easily asked again: no key and no id that can be there only once. */
  @Test
  void every_bodys_example_is_taken_and_taken_again() {
    var calls = new Calls(port);
    for (var route : api.routes()) {
      if (route.contentType().isEmpty()) {
        continue;
      }
      var actor =
          Stage.own(
              calls, route, route.path().contains("/files"), route.path().contains("/memory"));
      var token =
          route.path().startsWith("/internal/")
              ? Calls.worker()
              : route.roles().contains("agent") ? Calls.agent(actor.agent()) : Calls.admin();
      var body = route.example();
      var path = Stage.path(route, actor);
      var first = calls.send(route.method(), path, token, body);
      if (route.path().matches(".*/(approve|deny)")) {
        // It names the payload that was looked at, and no example can know that.
        assertThat(first.body()).contains("payload_mismatch");
        continue;
      }
      if (route.path().endsWith("/erase")) {
        // It is taken, and then asks for an agent that is terminated.
        assertThat(first.body()).contains("agent_not_terminated");
        continue;
      }
      assertThat(first.statusCode()).as("%s: %s", route, first.body()).isBetween(200, 299);
      assertThat(contract.broken(route, first)).as("%s: %s", route, first.body()).isEmpty();
      var second = calls.send(route.method(), path, token, body);
      // A second end or start is refused for what the thing is by now, never for what was sent.
      assertThat(second.statusCode())
          .as("%s: %s", route, second.body())
          .isIn(200, 201, 202, 204, 409);
      assertThat(second.headers().firstValue("Idempotency-Replayed")).isEmpty();
    }
  }

  @Test
  void no_bodys_example_names_what_is_somebodys() {
    for (var route : api.routes()) {
      var example = route.body().path("example");
      assertThat(example.has("agent_id")).as("%s", route).isFalse();
      assertThat(example.has("idempotency_key")).as("%s", route).isFalse();
      assertThat(example.has("start_key")).as("%s", route).isFalse();
      // Reports name the attempts that they are about, a question whose month it is; an id that
      // nobody has changes nothing.
      if (!route.path().matches(".*/(provision|import|results|heartbeats|what-if)")) {
        assertThat(ID.matcher(example.toString()).find()).as("%s", route).isFalse();
      }
    }
  }

  @Test
  void no_one_is_offered_a_limit_that_nobody_wants() {
    for (var route : List.of("PUT /api/agents/{id}/quota", "POST /api/agents/provision")) {
      var example = route(route).body().path("example");
      assertThat(example.path("monthly_cost_limit_usd").decimalValue())
          .isBetween(java.math.BigDecimal.ONE, java.math.BigDecimal.valueOf(1_000));
    }
  }

  /** The page fills in an example by itself; what lies beside it is only shown. */
  @Test
  void what_is_filled_in_by_itself_makes_no_request_fail() {
    for (var route : api.routes()) {
      for (var parameter : route.operation().path("parameters")) {
        if (List.of("cursor", "Idempotency-Key", "If-Match")
            .contains(parameter.path("name").asString())) {
          assertThat(parameter.has("example")).as("%s", route).isFalse();
          assertThat(parameter.path("schema").has("example")).as("%s", route).isFalse();
          assertThat(parameter.at("/schema/examples/0").isString()).as("%s", route).isTrue();
        }
      }
    }
  }

  @Test
  void every_refusal_says_what_the_document_says() {
    var calls = new Calls(port);
    var actor = Stage.own(calls, api.routes().getFirst(), false, false);
    var submit = route("POST /api/tasks");
    for (var wrong :
        List.of(
            "{\"type\":\"no.such\"}",
            "{\"type\":\"openai.chat\",\"estimated_tokens\":1,\"payload\":{\"model\":\"gpt-4o\","
                + "\"messages\":[{\"role\":\"user\",\"content\":\"one two three four\"}]}}",
            "{\"type\":\"openai.chat\",\"payload\":{\"model\":\"gpt-4o\",\"service_tier\":\"x\","
                + "\"messages\":[{\"role\":\"user\",\"content\":\"one\"}]}}",
            "{\"type\":\"simulate\",\"estimated_tokens\":1000000000000}",
            "{\"type\":\"simulate\",\"payload\":{\"a\":\"" + "x".repeat(300_000) + "\"}}")) {
      var answer = calls.send("POST", "/api/tasks", Calls.agent(actor.agent()), Body.json(wrong));
      assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
      assertThat(contract.broken(submit, answer)).as(answer.body()).isEmpty();
    }
  }

  private Route route(String name) {
    return api.routes().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }
}
