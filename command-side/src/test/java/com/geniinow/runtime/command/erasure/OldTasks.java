package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.ConnectionCallback;

/**
 * An agent whose tasks of two days in the past say a word that stands nowhere else. Of the first
 * day all have ended, of the second one is open.
 *
 * @param agent its word is the tasks'
 * @param done of the first day, ended on it
 * @param cancelled of the first day, after an attempt had failed
 * @param approved of the first day, with a reason; ended on it
 * @param dead of the first day, given up today
 * @param beside of the second day, ended on it
 * @param open of the second day, in its queue yet
 */
record OldTasks(
    WordyAgent agent,
    LocalDate first,
    LocalDate second,
    String done,
    String cancelled,
    String approved,
    String dead,
    String beside,
    String open) {
  /** What everything else of the agent is called. */
  static final String NAME = "Ada of the retention";

  private static final Duration SOON = Duration.ofSeconds(90);

  static OldTasks submit(Api api, TestClock clock) {
    return submit(api, clock, 0, 0);
  }

  /** The same, once the last task of the first day has ended, too. */
  static OldTasks givenUp(Api api, TestClock clock) {
    var old = submit(api, clock);
    old.giveUp();
    await()
        .atMost(SOON)
        .until(
            () ->
                api.asAdmin("GET", "/api/tasks/" + old.dead(), null)
                    .text("status")
                    .equals("dead_lettered"));
    return old;
  }

  /** With so many tasks more of the first day, each with so many labels and ended on it. */
  static OldTasks submit(Api api, TestClock clock, int more, int labels) {
    var today = LocalDate.now(ZoneOffset.UTC);
    var first = today.minusDays(10);
    var second = today.minusDays(8);
    noonOf(first, clock);
    var entity = UUID.randomUUID();
    var id =
        api.provision(
            Map.of("entity_id", entity, "name", NAME, "metadata", Map.of("team", "sales")));
    var word = "canary" + UUID.randomUUID().toString().replace("-", "");
    var agent = new WordyAgent(api, id, entity, word);
    expect(
        201,
        api.asAdmin("POST", "/api/agents/" + id + "/keys", Map.of("name", "a key of " + NAME)));
    var done = task(agent, Map.of());
    report(agent, done, "complete", Map.of("result", Map.of("said", word)));
    var cancelled = task(agent, Map.of());
    report(agent, cancelled, "fail", Map.of("error", "failed: " + word, "retryable", true));
    expect(200, api.asAdmin("POST", "/api/tasks/" + cancelled + "/cancel", null));
    var approved = task(agent, Map.of("approval", "required"));
    expect(
        200,
        api.asAdmin(
            "POST",
            "/api/tasks/" + approved + "/approve",
            Map.of("reason", "fine: " + word, "payload_sha256", payloadSha256(approved))));
    report(agent, approved, "complete", Map.of("result", Map.of("said", word)));
    var dead = task(agent, Map.of());
    submitLabelled(agent, more, labels);
    noonOf(second, clock);
    var beside = task(agent, Map.of());
    report(agent, beside, "complete", Map.of("result", Map.of("said", word)));
    var open = task(agent, Map.of());
    clock.letGo();
    TestDataKeys.SHARED.list(id);
    return new OldTasks(agent, first, second, done, cancelled, approved, dead, beside, open);
  }

  private static void submitLabelled(WordyAgent agent, int tasks, int labels) {
    var all = new TreeMap<String, String>();
    for (var n = 0; n < labels; n++) {
      all.put("l" + n, agent.word());
    }
    for (var n = 0; n < tasks; n++) {
      var task = task(agent, Map.of("labels", all));
      report(agent, task, "complete", Map.of("result", Map.of("said", agent.word())));
    }
  }

  private static void noonOf(LocalDate day, TestClock clock) {
    clock.set(day.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC));
  }

  private static String payloadSha256(String task) {
    var hash =
        Superuser.jdbc()
            .queryForObject(
                "SELECT payload_sha256 FROM agent_tasks WHERE task_id = ?::uuid",
                String.class,
                task);
    return String.valueOf(hash);
  }

  private static String task(WordyAgent agent, Map<String, ?> more) {
    var body = new TreeMap<String, Object>();
    body.put("type", "simulate");
    body.put("estimated_tokens", 10);
    body.put("payload", Map.of("ask", agent.word()));
    body.put("labels", Map.of("of", agent.word()));
    body.putAll(more);
    var answer = agent.api().asAgent(agent.id(), "POST", "/api/tasks", body);
    expect(202, answer);
    return answer.text("task_id");
  }

  private static void report(WordyAgent agent, String task, String how, Map<String, ?> body) {
    var attempts = "/internal/tasks/" + task + "/attempts";
    expect(201, agent.api().asWorker("POST", attempts, Map.of("worker_id", "w")));
    expect(200, agent.api().asWorker("POST", attempts + "/1/" + how, body));
  }

  private static void expect(int status, Api.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
  }

  /** Gives the last one of the first day up, today. */
  void giveUp() {
    report(agent, dead, "fail", Map.of("error", "failed today", "retryable", false));
  }

  /** So many steps of erasing a day are done; -1 where nothing is under way. */
  long step(LocalDate day) {
    return Superuser.count(
        "SELECT coalesce(max(step), -1) FROM retention_runs WHERE agent_id = ? AND day = ?",
        agent.id(),
        day);
  }

  /** As if it were long ago that a key was destroyed. */
  void settle() {
    Superuser.jdbc()
        .update(
            "UPDATE retention_runs SET destroyed_at = destroyed_at - interval '2 hours'"
                + " WHERE agent_id = ?",
            agent.id());
  }

  /** How often a day of the agent was erased. */
  long erased() {
    return Superuser.count(
        "SELECT count(*) FROM ledger_entries WHERE agent_id = ? AND type = 'day_erased'",
        agent.id());
  }

  /** Takes all of it out of the store, past what refuses that: others share the store. */
  void forget() {
    agent.forget();
    ConnectionCallback<Void> run =
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = 'replica'");
            statement.execute(
                "DELETE FROM sealing_keys.of_days WHERE agent_id = '" + agent.id() + "'");
            statement.execute("RESET session_replication_role");
          }
          return null;
        };
    Superuser.jdbc().execute(run);
  }
}
