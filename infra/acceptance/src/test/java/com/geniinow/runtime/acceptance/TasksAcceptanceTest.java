package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tasks that are found, waited for, and submitted many at a time. */
class TasksAcceptanceTest {
  private final TestAgent agent = TestAgent.provision(Map.of("monthly_token_limit", 1_000));

  @Test
  void a_task_is_found_by_its_labels_and_every_other_filter_newest_first() {
    var sales = submit(Map.of("labels", Map.of("team", "sales", "env", "prod")));
    var other = submit(Map.of("labels", Map.of("team", "sales")));
    wait(sales);
    wait(other);

    assertThat(ids(agent.token(), own("label.team=sales"))).containsExactly(other, sales);
    assertThat(ids(agent.token(), own("label.team=sales&order=asc"))).containsExactly(sales, other);
    assertThat(ids(agent.token(), own("label.team=sales&label.env=prod&status=completed")))
        .containsExactly(sales);
    assertThat(ids(agent.token(), own("type=simulate&failure_reason=quota_exceeded"))).isEmpty();
    var founder = Caller.founder(agent.entityId());
    assertThat(ids(founder, "/api/tasks?label.team=sales")).containsExactly(other, sales);
    assertThat(ids(Caller.founder(UUID.randomUUID()), "/api/tasks?label.team=sales")).isEmpty();
    assertThat(agent.token().get("/api/tasks").status()).isEqualTo(403);
    assertThat(agent.token().get(own("label.team=")).status()).isEqualTo(200);
    assertThat(agent.token().get(own("order=newest")).status()).isEqualTo(400);
    assertThat(agent.token().get("/api/agents/" + agent.id() + "/tasks/counts").body().toString())
        .contains("\"completed\":2", "\"queued\":0");
  }

  @Test
  void a_list_leaves_payload_and_result_out_and_a_task_says_all_of_itself() {
    var task = submit(Map.of("payload", Map.of("tokens", 5), "labels", Map.of("a", "b")));
    var view = wait(task).body();

    assertThat(view.path("payload").toString()).isEqualTo("{\"tokens\":5}");
    assertThat(view.path("payload_sha256").asString())
        .isEqualTo("b4cf4e9d508cdd11eb92800cfa97789e2db2c4f80791a0d9a20d1ff7ce095663");
    assertThat(view.path("labels").toString()).isEqualTo("{\"a\":\"b\"}");
    assertThat(view.path("calls").asInt()).isZero();
    assertThat(view.has("estimated_cost_usd")).isTrue();
    assertThat(view.path("failure_reason").isNull()).isTrue();
    var item = agent.token().get(own("")).body().path("items").get(0);
    assertThat(item.has("payload")).isFalse();
    assertThat(item.has("result")).isFalse();
    assertThat(item.path("payload_sha256")).isEqualTo(view.path("payload_sha256"));
  }

  @Test
  void a_replayed_submission_says_how_its_task_stands() {
    var body = Map.of("type", "simulate", "idempotency_key", "once");
    var first = agent.submit(body);
    wait(first.text("task_id"));

    var again = agent.submit(body);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.headers().firstValue("X-Genii-Current-Status")).hasValue("completed");
    assertThat(again.body()).isEqualTo(first.body());
  }

  @Test
  void many_tasks_are_submitted_at_once_each_alone_or_all_or_none() {
    // So long that what it holds is still held when the last one asks.
    var slow = Map.of("duration_ms", 2000);
    var fits = Map.of("type", "simulate", "payload", slow, "estimated_tokens", 600);
    var refused = batch(true, fits, fits);
    assertThat(codes(refused)).containsExactly(409, 429);
    assertThat(ids(agent.token(), own(""))).isEmpty();

    var each = batch(false, fits, Map.of("type", "unknown"), fits);
    assertThat(codes(each)).containsExactly(202, 400, 429);
    var task = each.body().path("items").get(0).path("task").path("task_id").asString();
    assertThat(wait(task).text("status")).isEqualTo("completed");
  }

  private Answer batch(boolean together, Object... items) {
    var answer =
        agent
            .token()
            .post("/api/tasks/batch", Map.of("items", List.of(items), "all_or_none", together));
    assertThat(answer.status()).isEqualTo(200);
    return answer;
  }

  private static List<Integer> codes(Answer answer) {
    var codes = new ArrayList<Integer>();
    answer.body().path("items").forEach(item -> codes.add(item.path("code").asInt()));
    return codes;
  }

  private String submit(Map<String, ?> more) {
    var task = new java.util.HashMap<String, Object>(more);
    task.put("type", "simulate");
    var answer = agent.submit(task);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.text("task_id");
  }

  /** Once it has ended, without asking again and again. */
  private Answer wait(String task) {
    var answer = agent.token().get("/api/tasks/" + task + "?wait_seconds=50");
    assertThat(answer.text("status")).isEqualTo("completed");
    return answer;
  }

  private String own(String query) {
    return "/api/agents/" + agent.id() + "/tasks?" + query;
  }

  private static List<String> ids(Caller caller, String path) {
    var answer = caller.get(path);
    assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(200);
    var ids = new ArrayList<String>();
    answer.body().path("items").forEach(item -> ids.add(item.path("task_id").asString()));
    return ids;
  }
}
