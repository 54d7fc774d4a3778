package com.geniinow.runtime.command.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.background.RecurringJob;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What tests of tasks do and look at, in their words. */
@Component
@Lazy
public final class TaskClient {
  public static final Duration SOON = Duration.ofSeconds(90);

  /** What has a task tried again after 50, 200 and 800 ms. */
  public static final Map<String, Object> HASTY =
      Map.of("retry", Map.of("base_seconds", new BigDecimal("0.05")));

  public final Api api;
  public final JdbcClient system;

  private final List<RecurringJob> jobs;

  TaskClient(
      @Value("${local.server.port}") int port,
      @Qualifier("system") JdbcClient system,
      List<RecurringJob> jobs) {
    this.api = new Api(port);
    this.system = system;
    this.jobs = jobs;
  }

  /** A turn of one of the jobs that come by themselves, now. */
  public void run(String job) {
    var named = jobs.stream().filter(one -> one.name().equals(job)).toList();
    assertThat(named).as(job).hasSize(1);
    named.forEach(RecurringJob::run);
  }

  public UUID agent() {
    return api.provision(Map.of("monthly_token_limit", 1_000_000));
  }

  public UUID agent(long tokens) {
    return api.provision(Map.of("monthly_token_limit", tokens));
  }

  public Answer trySubmit(UUID agent, Map<String, ?> more) {
    Map<String, Object> body = new HashMap<>(Map.of("type", "simulate", "estimated_tokens", 100));
    body.putAll(more);
    return api.asAgent(agent, "POST", "/api/tasks", body);
  }

  public UUID submit(UUID agent) {
    return submit(agent, Map.of());
  }

  /** One whose retries come soon. */
  public UUID submitHasty(UUID agent) {
    return submit(agent, HASTY);
  }

  private UUID submit(UUID agent, Map<String, ?> more) {
    var answer = trySubmit(agent, more);
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  /** So many in one batch. */
  public List<UUID> submitMany(UUID agent, int count) {
    var task = Map.of("type", "simulate", "estimated_tokens", 100);
    var body = Map.of("items", Collections.nCopies(count, task), "all_or_none", true);
    var answer = api.asAgent(agent, "POST", "/api/tasks/batch", body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer
        .body()
        .path("items")
        .valueStream()
        .map(item -> UUID.fromString(item.path("task").path("task_id").asString()))
        .toList();
  }

  public Answer tryStart(UUID task) {
    return api.asWorker("POST", attempts(task), Map.of("worker_id", "w"));
  }

  public Answer tryStart(UUID task, String key) {
    return api.asWorker("POST", attempts(task), Map.of("worker_id", "w", "start_key", key));
  }

  public int start(UUID task) {
    var answer = tryStart(task);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return answer.body().path("attempt").asInt();
  }

  /** Its worker is silent, and time has passed: what that means is decided before this returns. */
  public void loseLease(UUID task) {
    var lost =
        Superuser.jdbc()
            .update(
                "UPDATE task_leases SET expires_at = clock_timestamp() WHERE task_id = ?", task);
    assertThat(lost).as("leases of %s", task).isEqualTo(1);
    run("lease-sweep");
  }

  public Answer heartbeat(UUID task, int attempt) {
    return api.asWorker("POST", attempts(task) + "/" + attempt + "/heartbeat", Map.of());
  }

  public Answer complete(UUID task, int attempt) {
    return api.asWorker(
        "POST",
        attempts(task) + "/" + attempt + "/complete",
        Map.of("result", Map.of("n", attempt), "usage", usage(40)));
  }

  public Answer fail(UUID task, int attempt, boolean retryable, long tokens) {
    return api.asWorker(
        "POST",
        attempts(task) + "/" + attempt + "/fail",
        Map.of("error", "boom " + attempt, "retryable", retryable, "usage", usage(tokens)));
  }

  /** Starts and fails until the task is given up. */
  public void exhaust(UUID task) {
    var attempts = view(task, "attempts").asInt();
    for (int n = attempts + 1; n <= attempts + 4; n++) {
      awaitStatus(task, "queued");
      assertThat(start(task)).isEqualTo(n);
      assertThat(fail(task, n, true, 1).status()).isEqualTo(200);
    }
    awaitStatus(task, "dead_lettered");
  }

  /** A task that was given up at its first attempt. */
  public UUID deadTask(UUID agent) {
    var task = submit(agent);
    fail(task, start(task), false, 1);
    awaitStatus(task, "dead_lettered");
    return task;
  }

  public Answer redrive(UUID task) {
    return api.asAdmin("POST", "/api/tasks/" + task + "/redrive", null);
  }

  public Answer cancel(UUID agent, UUID task) {
    return api.asAgent(agent, "POST", "/api/tasks/" + task + "/cancel", null);
  }

  public Answer change(UUID agent, String how) {
    return api.asAdmin("POST", "/api/agents/" + agent + "/" + how, Map.of("reason", "test"));
  }

  public Answer view(UUID task) {
    return api.asAdmin("GET", "/api/tasks/" + task, null);
  }

  public tools.jackson.databind.JsonNode view(UUID task, String field) {
    return view(task).body().path(field);
  }

  public String status(UUID task) {
    return view(task).text("status");
  }

  public void awaitStatus(UUID task, String status) {
    await().atMost(SOON).until(() -> status(task).equals(status));
  }

  public long used(UUID agent) {
    return quota(agent, "monthly_tokens_used");
  }

  public long reserved(UUID agent) {
    return quota(agent, "monthly_tokens_reserved");
  }

  /** Attempt number and whether it was estimated, in order, of the task's usage rows. */
  public List<String> usages(UUID task) {
    return system
        .sql(
            """
            SELECT attempt || ':' || tokens || CASE WHEN estimated THEN ':estimated' ELSE '' END
            FROM agent_quota_usage WHERE task_id = ? ORDER BY attempt""")
        .param(task)
        .query(String.class)
        .list();
  }

  /**
   * The events of an agent that name this task, as simple names in order. Looked for in the whole
   * store, by letters first: to read all as JSON takes long.
   */
  public List<String> events(UUID task) {
    return system
        .sql(
            """
            SELECT regexp_replace(payload_type, '.*[$.]', '') FROM domain_event_entry
            WHERE strpos(payload, ?) > 0 AND payload::jsonb ->> 'taskId' = ?
            ORDER BY global_index""")
        .param(task.toString())
        .param(task.toString())
        .query(String.class)
        .list();
  }

  /** Fields of events of one kind, in order. */
  public List<@Nullable String> events(UUID task, String kind, String field) {
    return system
        .sql(
            """
            SELECT payload::jsonb ->> ? FROM domain_event_entry
            WHERE strpos(payload, ?) > 0 AND payload::jsonb ->> 'taskId' = ? AND payload_type LIKE ?
            ORDER BY global_index""")
        .param(field)
        .param(task.toString())
        .param(task.toString())
        .param("%" + kind)
        .query(String.class)
        .list();
  }

  public List<Instant> times(UUID task, String kind, String field) {
    return events(task, kind, field).stream().map(Instant::parse).toList();
  }

  public long alerts(UUID task) {
    var count =
        system
            .sql("SELECT count(*) FROM alerts WHERE message LIKE ?")
            .param("%" + task + "%")
            .query(Long.class)
            .single();
    return count == null ? 0 : count;
  }

  /** Alerts about a task that were delivered. */
  public long sentAlerts(UUID task) {
    var count =
        system
            .sql("SELECT count(*) FROM alerts WHERE message LIKE ? AND sent_at IS NOT NULL")
            .param("%" + task + "%")
            .query(Long.class)
            .single();
    return count == null ? 0 : count;
  }

  private static Map<String, Object> usage(long tokens) {
    return Map.of("input_tokens", 0, "output_tokens", tokens);
  }

  private static String attempts(UUID task) {
    return "/internal/tasks/" + task + "/attempts";
  }

  private long quota(UUID agent, String field) {
    return api.asAgent(agent, "GET", "/api/agents/" + agent + "/quota", null)
        .body()
        .path(field)
        .asLong();
  }
}
