package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Documents that are good JSON and that some later reader could not read. */
@RuntimeTest
class OddDocumentsTest {
  @LocalServerPort int port;

  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    agent = api.provision(Map.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300, 498, 499, 2_000})
  void what_nests_deeper_than_every_reader_reads_is_refused_wherever_it_is_sent(int depth) {
    var deep = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    refused("POST", "/api/tasks", "{\"type\":\"simulate\",\"payload\":" + deep + "}");
    refused("PUT", "/api/agents/" + agent + "/memory/deep", "{\"value\":" + deep + "}");
    refused(
        "POST",
        "/api/agents/" + agent + "/memory/embed",
        "{\"text\":\"x\",\"metadata\":" + deep + "}");
    refused(
        "POST",
        "/api/agents/" + agent + "/memory/search",
        "{\"query\":\"x\",\"filter\":" + deep + "}");
  }

  @Test
  void what_nests_less_deep_is_read_by_all() {
    var deep = "[".repeat(90) + "]".repeat(90);
    var task = submit("{\"a\":" + deep + "}");
    assertThat(start(task).text("attempt")).isEqualTo("1");
    var completed = report(task, "complete", "{\"result\":" + deep + "}");
    assertThat(completed.status()).isEqualTo(200);
    assertThat(result(task)).isEqualTo(deep);
  }

  @Test
  void a_number_keeps_its_digits_from_the_submission_to_the_result() {
    var numbers = "{\"dec\":12345678901234567.89,\"exp\":1E+400,\"tiny\":1E-400,\"cent\":1.10}";
    var task = submit(numbers);
    assertThat(start(task).body().path("task").path("payload").toString()).isEqualTo(numbers);
    assertThat(report(task, "complete", "{\"result\":" + numbers + "}").status()).isEqualTo(200);
    assertThat(result(task)).isEqualTo(numbers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e1000000000", "1e-5000", "-1e99999999999"})
  void a_number_that_would_fill_pages_is_refused(String number) {
    refused("POST", "/api/tasks", "{\"type\":\"simulate\",\"payload\":{\"n\":" + number + "}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"duration_ms\":1000000000000000000",
        "\"duration_ms\":600001",
        "\"duration_ms\":-1",
        "\"duration_ms\":0.5",
        "\"duration_ms\":\"10\"",
        "\"duration_ms\":1e300",
        "\"fail_attempts\":99999999999999999999",
        "\"fail_attempts\":-1",
        "\"tokens\":-5",
        "\"tokens\":1000000000001",
        "\"tokens\":true",
        "\"retryable\":\"no\"",
        "\"model\":5"
      })
  void a_simulated_task_that_no_worker_would_run_is_refused_at_submission(String field) {
    refused("POST", "/api/tasks", "{\"type\":\"simulate\",\"payload\":{" + field + "}}");
    assertThat(
            api.asAgent(agent, "GET", "/api/agents/" + agent + "/tasks", null)
                .body()
                .path("items")
                .size())
        .isZero();
  }

  @Test
  void a_failure_is_recorded_whatever_its_text_quotes() {
    var task = submit("{}");
    start(task);
    var text = "x".repeat(10_000);
    assertThat(
            report(task, "fail", "{\"error\":\"a\\u0000b\\ud800" + text + "\",\"retryable\":false}")
                .status())
        .isEqualTo(200);
    assertThat(task(task).text("error")).startsWith("a b xxx").hasSizeLessThanOrEqualTo(4_000);
  }

  @Test
  void the_next_attempt_waits_as_long_as_the_provider_asked() {
    var task = submit("{}");
    start(task);
    report(task, "fail", "{\"error\":\"later\",\"retryable\":true,\"retry_after_seconds\":600}");
    var due = Instant.parse(task(task).text("next_attempt_at"));
    var started = Instant.parse(task(task).text("started_at"));
    assertThat(Duration.between(started, due))
        .isBetween(Duration.ofSeconds(600), Duration.ofSeconds(720));

    var other = submit("{}");
    start(other);
    report(other, "fail", "{\"error\":\"x\",\"retryable\":true,\"retry_after_seconds\":1e9}");
    due = Instant.parse(task(other).text("next_attempt_at"));
    started = Instant.parse(task(other).text("started_at"));
    assertThat(Duration.between(started, due)).isLessThan(Duration.ofMinutes(70));
  }

  @Test
  void the_time_that_the_provider_named_is_kept_where_no_restart_loses_it() {
    var task = submit("{}");
    start(task);
    report(task, "fail", "{\"error\":\"later\",\"retryable\":true,\"retry_after_seconds\":900}");
    var due = task(task).text("next_attempt_at");

    await()
        .atMost(TaskClient.SOON)
        .until(
            () ->
                Superuser.count(
                        "SELECT count(*) FROM scheduled_tasks WHERE execution_time = ?::timestamptz",
                        due)
                    == 1);
  }

  private void refused(String method, String path, String body) {
    var answer = api.asAgentRaw(agent, method, path, body);
    assertThat(answer.status()).as("%s %s", path, answer.body()).isEqualTo(400);
    assertThat(answer.text("reason")).isEqualTo("invalid_request");
  }

  private UUID submit(String payload) {
    var answer =
        api.asAgentRaw(
            agent, "POST", "/api/tasks", "{\"type\":\"simulate\",\"payload\":" + payload + "}");
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  private Api.Answer start(UUID task) {
    return api.asWorker("POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "w"));
  }

  private Api.Answer report(UUID task, String how, String body) {
    return api.asWorkerRaw("POST", "/internal/tasks/" + task + "/attempts/1/" + how, body);
  }

  private Api.Answer task(UUID task) {
    return api.asAgent(agent, "GET", "/api/tasks/" + task, null);
  }

  private String result(UUID task) {
    return task(task).body().path("result").toString();
  }
}
