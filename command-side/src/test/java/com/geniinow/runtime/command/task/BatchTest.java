package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Many tasks in one request, each alone or all or none. */
@RuntimeTest
class BatchTest {
  @Autowired TaskClient tasks;

  @Test
  void each_task_stands_alone_and_has_the_answer_of_its_own_submission() {
    var agent = tasks.agent(1_000);
    var other = UUID.randomUUID();
    var answer =
        batch(
            agent,
            false,
            item("a", 100),
            item("a", 100),
            item("a", 101),
            Map.of("type", "nothing"),
            Map.of("type", "simulate", "unknown", 1),
            "no object",
            Map.of("type", "simulate", "agent_id", other),
            item("b", 5_000),
            item("c", 100));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(codes(answer)).containsExactly(202, 200, 422, 400, 400, 400, 403, 429, 202);
    var items = answer.body().path("items");
    assertThat(items.get(1).path("task")).isEqualTo(items.get(0).path("task"));
    assertThat(items.get(0).has("problem")).isFalse();
    assertThat(items.get(2).has("task")).isFalse();
    assertThat(reasons(answer))
        .containsExactly(
            "",
            "",
            "idempotency_key_reused",
            "invalid_request",
            "invalid_request",
            "invalid_request",
            "forbidden",
            "quota_exceeded",
            "");
    assertThat(items.get(3).path("problem").path("errors").toString()).contains("\"type\"");
    assertThat(items.get(7).path("problem").has("event_id")).isTrue();
    assertThat(tasks.reserved(agent)).isEqualTo(200);
    Replayed.assertLiveEqualsReplay(tasks.api);
  }

  @Test
  void tasks_are_queued_in_their_order() {
    var agent = tasks.agent();
    var items = new ArrayList<Object>();
    for (var n = 0; n < 100; n++) {
      items.add(item("k" + n, 1));
    }
    for (var together : List.of(true, false)) {
      var own = together ? agent : tasks.agent();
      var answer = batch(own, together, items.toArray());
      assertThat(codes(answer)).containsOnly(202);
      var listed =
          tasks
              .api
              .asAgent(own, "GET", "/api/agents/" + own + "/tasks?order=asc&limit=200", null)
              .body()
              .path("items")
              .valueStream()
              .map(task -> task.path("task_id").asString())
              .toList();
      assertThat(listed).isEqualTo(ids(answer));
    }
    assertThat(codes(batch(agent, true, items.toArray()))).containsOnly(200);
    assertThat(codes(batch(agent, false, item("more", 1)))).containsExactly(429);
    assertThat(codes(batch(agent, true, item("k0", 1), item("more", 1)))).containsExactly(409, 429);
  }

  @Test
  void of_all_or_none_one_that_is_refused_refuses_all_and_uses_up_no_key() {
    var agent = tasks.agent(250);
    var refused = batch(agent, true, item("a", 100), item("b", 100), item("c", 100));

    assertThat(codes(refused)).containsExactly(409, 409, 429);
    assertThat(reasons(refused))
        .containsExactly("batch_refused", "batch_refused", "quota_exceeded");
    var problem = refused.body().path("items").get(2).path("problem");
    assertThat(problem.path("requested").asInt()).isEqualTo(300);
    assertThat(problem.path("reserved").asInt()).isZero();
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(list(agent)).isEmpty();
    assertThat(ledger(agent)).contains("task_refused").doesNotContain("task_submitted");

    assertThat(codes(batch(agent, true, item("a", 100), item("b", 100)))).containsOnly(202);
    assertThat(tasks.reserved(agent)).isEqualTo(200);
    Replayed.assertLiveEqualsReplay(tasks.api);
  }

  @Test
  void what_is_for_later_asks_for_nothing_yet_though_it_must_be_approved_first() {
    var agent = tasks.agent(250);
    var later = new HashMap<String, Object>(item("later", 100));
    later.put("approval", "required");
    later.put("delay_seconds", 600);
    var first = new HashMap<String, Object>(item("first", 100));
    first.put("approval", "required");
    var refused = batch(agent, true, later, first, item("a", 100), item("b", 100));

    assertThat(codes(refused)).containsExactly(409, 409, 409, 429);
    var problem = refused.body().path("items").get(3).path("problem");
    assertThat(problem.path("requested").asInt()).isEqualTo(300);
    assertThat(problem.path("reserved").asInt()).isZero();
  }

  @Test
  void of_all_or_none_one_that_is_wrong_refuses_all() {
    var agent = tasks.agent();
    assertThat(codes(batch(agent, true, item("a", 1), Map.of("type", "X"), item("c", 1))))
        .containsExactly(409, 400, 409);
    assertThat(codes(batch(agent, true, item("a", 1), item("a", 2)))).containsExactly(409, 422);
    tasks.change(agent, "suspend");
    assertThat(reasons(batch(agent, true, item("a", 1), item("b", 1))))
        .containsExactly("agent_not_active", "batch_refused");
    assertThat(list(agent)).isEmpty();
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void a_batch_that_is_none_is_refused() {
    var agent = tasks.agent();
    for (var body :
        List.of(
            Map.of(),
            Map.of("items", List.of()),
            Map.of("items", Collections.nCopies(101, item("a", 1))),
            Map.of("items", "x"),
            Map.of("items", List.of(item("a", 1)), "all_or_none", "yes"))) {
      var answer = tasks.api.asAgent(agent, "POST", "/api/tasks/batch", body);
      assertThat(answer.status()).as("%s", body).isEqualTo(400);
    }
    assertThat(list(agent)).isEmpty();
  }

  @Test
  void a_batch_may_be_larger_than_a_task_and_no_larger_than_8_mib() {
    var agent = tasks.agent();
    var large = Map.of("type", "simulate", "payload", Map.of("text", "x".repeat(250_000)));
    assertThat(codes(batch(agent, false, Collections.nCopies(30, large).toArray())))
        .containsOnly(202);
    var answer = batch(agent, false, Collections.nCopies(34, large).toArray());
    assertThat(answer.status()).isEqualTo(413);
    assertThat(list(agent)).hasSize(30);
  }

  private Answer batch(UUID agent, boolean together, Object... items) {
    return tasks.api.asAgent(
        agent,
        "POST",
        "/api/tasks/batch",
        Map.of("items", List.of(items), "all_or_none", together));
  }

  private static Map<String, Object> item(String key, long tokens) {
    return Map.of("type", "simulate", "estimated_tokens", tokens, "idempotency_key", key);
  }

  private static List<Integer> codes(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return items(answer).stream().map(item -> item.path("code").asInt()).toList();
  }

  private static List<String> reasons(Answer answer) {
    return items(answer).stream()
        .map(item -> item.path("problem").path("reason").asString(""))
        .toList();
  }

  private static List<String> ids(Answer answer) {
    return items(answer).stream()
        .map(item -> item.path("task").path("task_id").asString())
        .toList();
  }

  private static List<JsonNode> items(Answer answer) {
    return answer.body().path("items").valueStream().toList();
  }

  private List<JsonNode> list(UUID agent) {
    return items(
        tasks.api.asAgent(agent, "GET", "/api/agents/" + agent + "/tasks?limit=200", null));
  }

  private List<String> ledger(UUID agent) {
    return items(tasks.api.asAgent(agent, "GET", "/api/agents/" + agent + "/ledger", null)).stream()
        .map(entry -> entry.path("type").asString())
        .toList();
  }
}
