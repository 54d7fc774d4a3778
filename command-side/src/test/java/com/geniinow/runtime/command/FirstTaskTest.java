package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The main job over HTTP, with the test in the worker's place. */
@RuntimeTest
class FirstTaskTest {
  @LocalServerPort int port;

  @Test
  void a_task_goes_from_submission_to_completion_and_its_usage_is_on_record() {
    var api = new Api(port);
    UUID agent = api.provision(Map.of("monthly_token_limit", 1000));

    var submitted =
        api.asAgent(
            agent,
            "POST",
            "/api/tasks",
            Map.of(
                "type", "simulate", "payload", Map.of("model", "gpt-4o"), "estimated_tokens", 100));
    assertThat(submitted.status()).as("%s", submitted).isEqualTo(202);
    var task = submitted.text("task_id");
    assertThat(submitted.text("bullmq_job_id")).isEqualTo(task);
    assertThat(quota(api, agent, "monthly_tokens_reserved")).isEqualTo(100);

    var started =
        api.asWorker("POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "w"));
    assertThat(started.status()).as("%s", started).isEqualTo(201);
    assertThat(started.body().path("attempt").asInt()).isEqualTo(1);
    assertThat(started.body().path("reserved").path("tokens").asLong()).isEqualTo(100);
    assertThat(
            api.asWorker("POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "w"))
                .status())
        .isEqualTo(409);

    var done =
        api.asWorker(
            "POST",
            "/internal/tasks/" + task + "/attempts/1/complete",
            Map.of(
                "result", Map.of("answer", 42),
                "usage", Map.of("model", "gpt-4o", "input_tokens", 10, "output_tokens", 20)));
    assertThat(done.status()).as("%s", done).isEqualTo(200);

    var read = api.asAgent(agent, "GET", "/api/tasks/" + task, null);
    assertThat(read.text("status")).isEqualTo("completed");
    assertThat(read.body().path("result").path("answer").asInt()).isEqualTo(42);
    assertThat(read.body().path("tokens_used").asLong()).isEqualTo(30);
    assertThat(read.body().path("cost_usd").decimalValue()).isEqualByComparingTo("0.000225");
    assertThat(quota(api, agent, "monthly_tokens_reserved")).isZero();
    assertThat(quota(api, agent, "monthly_tokens_used")).isEqualTo(30);
    var ledger = api.asAdmin("GET", "/api/agents/" + agent + "/ledger", null);
    assertThat(ledger.body().path("items").findValuesAsString("type"))
        .containsExactly(
            "agent_provisioned",
            "quota_opened",
            "task_submitted",
            "task_completed",
            "usage_recorded");
  }

  private static long quota(Api api, UUID agent, String field) {
    return api.asAgent(agent, "GET", "/api/agents/" + agent + "/quota", null)
        .body()
        .path(field)
        .asLong();
  }
}
