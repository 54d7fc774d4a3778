package com.geniinow.runtime.command.tasktype;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.command.testing.WorkClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RuntimeTest
class TaskTypeTest {
  private static final Map<String, Object> TEXT =
      Map.of(
          "type", "object",
          "required", List.of("text"),
          "properties", Map.of("text", Map.of("type", "string")));

  @Autowired TaskClient tasks;
  private final String type = "t" + UUID.randomUUID();
  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = tasks.api;
    agent = tasks.agent();
  }

  @Test
  void a_type_that_nobody_registered_is_refused_and_taken_once_it_is() {
    assertThat(submit(Map.of()).status()).isEqualTo(400);

    var set = set(Map.of("description", "Outside work"));

    assertThat(set.status()).as("%s", set).isEqualTo(200);
    assertThat(set.body().path("version").asInt()).isEqualTo(1);
    var submitted = submit(Map.of());
    assertThat(submitted.status()).isEqualTo(202);
    assertThat(submitted.body().path("estimated_tokens").asInt()).isZero();
    var claimed = WorkClient.agent(api, agent).claim(Map.of("types", List.of(type)));
    assertThat(WorkClient.tasks(claimed))
        .containsExactly(UUID.fromString(submitted.text("task_id")));
    // Without a schema it is read from its event without one.
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void max_tokens_default_is_held_where_estimated_tokens_is_left_out() {
    set(Map.of("max_tokens_default", 70));

    submit(Map.of());
    assertThat(tasks.reserved(agent)).isEqualTo(70);
    submit(Map.of("estimated_tokens", 5));
    assertThat(tasks.reserved(agent)).isEqualTo(75);
  }

  @Test
  void a_payload_that_fails_the_schema_is_400_with_json_pointers() {
    set(Map.of("schema", TEXT));

    var refused = submit(Map.of("payload", Map.of("text", 7)));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("reason")).isEqualTo("invalid_request");
    assertThat(refused.body().path("errors").get(0).path("field").asString())
        .isEqualTo("/payload/text");
    assertThat(submit(Map.of()).body().path("errors").get(0).path("field").asString())
        .isEqualTo("/payload");
    assertThat(submit(Map.of("payload", Map.of("text", "x"))).status()).isEqualTo(202);
  }

  @Test
  void a_new_schema_binds_new_submissions_alone() {
    set(Map.of());
    var first = Map.of("payload", Map.of("n", 1), "idempotency_key", "k");
    var before = submit(first);
    set(Map.of("schema", TEXT));

    assertThat(submit(first).status()).isEqualTo(200);
    assertThat(submit(Map.of("payload", Map.of("n", 1), "idempotency_key", "other")).status())
        .isEqualTo(400);
    var claimed = WorkClient.agent(api, agent).claim();
    assertThat(WorkClient.tasks(claimed)).containsExactly(UUID.fromString(before.text("task_id")));
  }

  @Test
  void the_whole_type_is_set_anew_and_every_role_sees_the_last_version() {
    set(Map.of("schema", TEXT, "max_tokens_default", 3, "description", "first"));
    var second = set(Map.of("description", "second"));

    assertThat(second.body().path("version").asInt()).isEqualTo(2);
    for (var list :
        List.of(
            api.asAdmin("GET", "/api/task-types?limit=200", null),
            api.asWorker("GET", "/api/task-types?limit=200", null),
            api.asFounder(UUID.randomUUID(), "GET", "/api/task-types?limit=200", null),
            api.asAgent(agent, "GET", "/api/task-types?limit=200", null))) {
      var own =
          list.body()
              .path("items")
              .valueStream()
              .filter(item -> item.path("type").asString().equals(type))
              .toList();
      assertThat(own).hasSize(1);
      assertThat(own.getFirst().path("description").asString()).isEqualTo("second");
      assertThat(own.getFirst().path("schema").isNull()).isTrue();
      assertThat(own.getFirst().path("max_tokens_default").isNull()).isTrue();
    }
    assertThat(submit(Map.of()).status()).isEqualTo(202);
  }

  @Test
  void the_runtimes_own_types_are_409_and_a_bad_schema_or_name_is_400() {
    for (var own : List.of("openai.chat", "webhook", "simulate")) {
      assertThat(api.asAdmin("PUT", "/api/task-types/" + own, Map.of()).status()).isEqualTo(409);
    }
    assertThat(set(Map.of("schema", Map.of("type", "objct"))).status()).isEqualTo(400);
    assertThat(set(Map.of("schema", Map.of("$ref", "https://example.com/x"))).status())
        .isEqualTo(400);
    assertThat(set(Map.of("schema", Map.of("pattern", "(?=a)"))).status()).isEqualTo(400);
    assertThat(set(Map.of("max_tokens_default", -1)).status()).isEqualTo(400);
    assertThat(api.asAdmin("PUT", "/api/task-types/No%20Name", Map.of()).status()).isEqualTo(400);
    assertThat(submit(Map.of()).status()).isEqualTo(400);
  }

  @Test
  void who_set_what_is_in_the_platforms_ledger() {
    set(Map.of("schema", TEXT));

    var entries =
        api.asAdmin("GET", "/api/ledger/platform?type=task_type_set", null).body().toString();

    assertThat(entries).contains("task_type_set");
  }

  @Test
  void a_brake_stops_a_registered_type() {
    set(Map.of());
    try (var brakes = new com.geniinow.runtime.command.testing.BrakeClient(api)) {
      brakes.set("task_type", type);
      assertThat(submit(Map.of()).text("reason")).isEqualTo("braked");
    }
  }

  private Answer set(Map<String, ?> body) {
    return api.asAdmin("PUT", "/api/task-types/" + type, body);
  }

  private Answer submit(Map<String, ?> more) {
    var body = new java.util.HashMap<String, Object>(more);
    body.put("type", type);
    return api.asAgent(agent, "POST", "/api/tasks", body);
  }
}
