package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The whole store replayed while commands go on; damage found, shown and put right. */
@RuntimeTest
class StoreAuditTest {
  @LocalServerPort int port;

  private Api api;

  @BeforeEach
  void client() {
    api = new Api(port);
  }

  @Test
  void replay_and_live_tables_agree_again_and_again_while_commands_go_on() throws Exception {
    var agents = List.of(api.provision(Map.of()), api.provision(Map.of()));
    try (var traffic = new Traffic(agents)) {
      var before = traffic.done();
      for (var n = 0; n < 2; n++) {
        Replayed.assertWholeStoreEqualsReplay(api);
      }
      assertThat(traffic.done()).isGreaterThan(before);
    }
    Replayed.assertWholeStoreEqualsReplay(api);
  }

  @Test
  void text_of_any_kind_is_replayed_to_the_letter() {
    var agent = api.provision(Map.of());
    var text = "tab\t line\r\n end\n back\\slash \\N \\. \u00fc \ud83e\udd16 \"quoted\"";
    var task =
        api.asAgent(
                agent,
                "POST",
                "/api/tasks",
                Map.of("type", "simulate", "estimated_tokens", 10, "payload", Map.of("t", text)))
            .text("task_id");
    var attempts = "/internal/tasks/" + task + "/attempts";
    api.asWorker("POST", attempts, Map.of("worker_id", "tests"));
    var failed =
        api.asWorker("POST", attempts + "/1/fail", Map.of("error", text, "retryable", false));
    assertThat(failed.status()).as("%s", failed).isEqualTo(200);
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM agent_tasks WHERE task_id = ?::uuid AND error = ?",
                task,
                text))
        .isEqualTo(1);
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void damage_of_every_kind_is_reported_with_its_rows_and_a_rebuild_puts_it_right()
      throws Exception {
    var agent = api.provision(Map.of());
    var changed = finished(agent);
    var missing = finished(agent);
    var extra = UUID.randomUUID();
    sql("UPDATE agent_tasks SET tokens_used = 999 WHERE task_id = ?", changed);
    sql("DELETE FROM agent_tasks WHERE task_id = ?", missing);
    sql(
        """
        INSERT INTO system_events
        SELECT ?, agent_id, entity_id, 'Forged', 'Agent', 99, created_at
        FROM agents WHERE agent_id = ?""",
        extra,
        agent);
    sql("UPDATE agent_quotas SET monthly_tokens_used = 0 WHERE agent_id = ?", agent);

    var report = api.asAdmin("POST", "/api/audit/verify", Replayed.ROWS).body();

    assertThat(report.path("identical").asBoolean()).isFalse();
    assertThat(report.at("/tables/agent_tasks/differing").asInt()).isEqualTo(2);
    assertThat(report.at("/tables/agent_quotas/differing").asInt()).isEqualTo(1);
    assertThat(report.at("/tables/system_events/differing").asInt()).isEqualTo(1);
    assertThat(report.at("/tables/ledger_entries/differing").asInt()).isZero();
    assertThat(drift(report, changed).path("kind").asString()).isEqualTo("changed");
    assertThat(drift(report, changed).at("/columns/tokens_used/live").asString()).isEqualTo("999");
    assertThat(drift(report, changed).at("/columns/tokens_used/replayed").asString())
        .isEqualTo("2");
    assertThat(drift(report, missing).path("kind").asString()).isEqualTo("missing");
    assertThat(drift(report, extra).path("kind").asString()).isEqualTo("extra");

    try (var traffic = new Traffic(List.of(agent))) {
      var rebuilt = api.asAdmin("POST", "/api/audit/rebuild", null);
      assertThat(rebuilt.status()).as("%s", rebuilt).isEqualTo(200);
      assertThat(rebuilt.body().path("repaired").propertyNames())
          .contains("agent_tasks", "agent_quotas", "system_events");
      var done = traffic.done();
      await().atMost(Duration.ofSeconds(30)).until(() -> traffic.done() > done);
      assertThat(traffic.failures()).isZero();
    }
    Replayed.assertWholeStoreEqualsReplay(api);
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void a_changed_ledger_entry_is_shown_and_kept_as_evidence() {
    var agent = api.provision(Map.of());
    var entry =
        Superuser.jdbc()
            .queryForMap(
                "SELECT entry_id, details FROM ledger_entries WHERE agent_id = ? AND sequence = 1",
                agent);
    forge("{\"by\":\"nobody\"}", entry.get("entry_id"));
    try {
      var report = api.asAdmin("POST", "/api/audit/rebuild", null).body();
      assertThat(report.at("/tables/ledger_entries/differing").asInt()).isEqualTo(1);
      assertThat(drift(report, (UUID) entry.get("entry_id")).at("/columns/details/live").asString())
          .isEqualTo("{\"by\":\"nobody\"}");
      var again = api.asAdmin("POST", "/api/audit/verify", Replayed.ROWS).body();
      assertThat(again.at("/tables/ledger_entries/differing").asInt()).isEqualTo(1);
    } finally {
      forge((String) entry.get("details"), entry.get("entry_id"));
    }
  }

  @Test
  void only_one_runs_at_a_time_and_it_can_be_cancelled() throws Exception {
    var agent = api.provision(Map.of());
    try (var traffic = new Traffic(List.of(agent))) {
      var answers = Parallel.all(4, n -> api.asAdmin("POST", "/api/audit/verify", Replayed.ROWS));
      assertThat(answers).filteredOn(a -> a.status() == 200).isNotEmpty();
      assertThat(answers)
          .filteredOn(a -> a.status() != 200)
          .isNotEmpty()
          .allSatisfy(a -> assertThat(a.text("reason")).isEqualTo("conflict"));
    }
    var last = api.asAdmin("GET", "/api/audit/verify", null);
    assertThat(last.text("outcome")).isEqualTo("identical");
    assertThat(last.body().path("events").asLong())
        .isEqualTo(last.body().path("events_total").asLong());
    assertThat(api.asAdmin("DELETE", "/api/audit/verify", null).status()).isEqualTo(409);
  }

  @Test
  void a_run_ends_when_it_is_told_to() {
    Superuser.jdbc()
        .execute(
            """
            CREATE FUNCTION cancel_at_once() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN NEW.cancel_requested := true; RETURN NEW; END $$;
            CREATE TRIGGER cancel_at_once BEFORE INSERT ON audit_runs
              FOR EACH ROW EXECUTE FUNCTION cancel_at_once()""");
    try {
      assertThat(api.asAdmin("POST", "/api/audit/verify", Replayed.ROWS).text("reason"))
          .isEqualTo("conflict");
      assertThat(api.asAdmin("GET", "/api/audit/verify", null).text("outcome"))
          .isEqualTo("cancelled");
    } finally {
      Superuser.jdbc().execute("DROP FUNCTION cancel_at_once() CASCADE");
    }
    Replayed.assertWholeStoreEqualsReplay(api);
  }

  @Test
  void nobody_but_administrators_may_ask() {
    var entity = UUID.randomUUID();
    var agent = api.provision(Map.of("entity_id", entity));
    for (var path :
        List.of("GET /api/audit/agents/" + agent, "GET /api/audit/agents/" + agent + "/events")) {
      var parts = path.split(" ");
      assertThat(api.asAdmin(parts[0], parts[1], null).status()).isEqualTo(200);
      assertThat(api.asAgent(agent, parts[0], parts[1], null).status()).isEqualTo(403);
      assertThat(api.asFounder(entity, parts[0], parts[1], null).status()).isEqualTo(403);
    }
    for (var path : List.of("verify", "rebuild")) {
      assertThat(api.asFounder(entity, "POST", "/api/audit/" + path, null).status()).isEqualTo(403);
      assertThat(api.asWorker("POST", "/api/audit/" + path, null).status()).isEqualTo(403);
    }
  }

  private static JsonNode drift(JsonNode report, UUID key) {
    for (var drift : report.path("drift")) {
      if (drift.path("key").asString().equals(key.toString())) {
        return drift;
      }
    }
    throw new AssertionError(key + " is not in " + report);
  }

  private UUID finished(UUID agent) {
    return finished(api, agent);
  }

  private static UUID finished(Api api, UUID agent) {
    var submitted =
        api.asAgent(
            agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", 10));
    assertThat(submitted.status()).as("%s", submitted).isEqualTo(202);
    var task = submitted.text("task_id");
    var attempts = "/internal/tasks/" + task + "/attempts";
    var started = api.asWorker("POST", attempts, Map.of("worker_id", "tests"));
    assertThat(started.status()).as("%s", started).isEqualTo(201);
    var usage = Map.of("model", "gpt-4o-mini", "input_tokens", 1, "output_tokens", 1);
    var completed =
        api.asWorker(
            "POST", attempts + "/1/complete", Map.of("result", Map.of("n", 1.50), "usage", usage));
    assertThat(completed.status()).as("%s", completed).isEqualTo(200);
    return UUID.fromString(task);
  }

  private static void sql(String sql, Object... parameters) {
    assertThat(Superuser.jdbc().update(sql, parameters)).isEqualTo(1);
  }

  private static void forge(String details, Object entryId) {
    Superuser.jdbc()
        .execute(
            (java.sql.Connection connection) -> {
              try (var off = connection.createStatement();
                  var update =
                      connection.prepareStatement(
                          "UPDATE ledger_entries SET details = ? WHERE entry_id = ?")) {
                off.execute("SET session_replication_role = 'replica'");
                update.setString(1, details);
                update.setObject(2, entryId);
                update.executeUpdate();
                off.execute("RESET session_replication_role");
              }
              return null;
            });
  }

  /** Tasks from submission to completion, one after the other, until it is closed. */
  private final class Traffic implements AutoCloseable {
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final List<CompletableFuture<Void>> threads;

    Traffic(List<UUID> agents) {
      threads =
          agents.stream().map(agent -> CompletableFuture.runAsync(() -> work(agent))).toList();
    }

    private void work(UUID agent) {
      while (running.get()) {
        try {
          finished(api, agent);
          done.incrementAndGet();
        } catch (AssertionError e) {
          failures.incrementAndGet();
        }
      }
    }

    int done() {
      return done.get();
    }

    int failures() {
      return failures.get();
    }

    @Override
    public void close() {
      running.set(false);
      threads.forEach(CompletableFuture::join);
    }
  }
}
