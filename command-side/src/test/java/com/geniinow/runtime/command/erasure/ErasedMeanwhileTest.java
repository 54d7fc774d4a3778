package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A verification looks at tables as they were, with the keys that there are. */
@RuntimeTest
class ErasedMeanwhileTest {
  private static final long LOCK = 0x6572617365L;

  private static final Duration SOON = Duration.ofSeconds(90);

  @LocalServerPort int port;
  @Autowired TestClock clock;
  @Autowired RetentionJob job;

  private WordyAgent agent;

  @BeforeEach
  void anAgentAndARunThatWaitsOnceItHasLooked() {
    TestDataKeys.SHARED.use(true);
    agent = WordyAgent.provision(port);
    agent.terminate();
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_wait() RETURNS trigger LANGUAGE plpgsql
            SET lock_timeout = 0 AS $$
            BEGIN PERFORM pg_advisory_xact_lock_shared(%d); RETURN NEW; END $$;
            CREATE TRIGGER test_wait BEFORE UPDATE ON audit_runs FOR EACH ROW
            WHEN (NEW.events_total IS NOT NULL AND NEW.finished_at IS NULL)
            EXECUTE FUNCTION test_wait()\
            """
                .formatted(LOCK));
  }

  @AfterEach
  void forget() {
    TestDataKeys.SHARED.use(false);
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_wait ON audit_runs");
    goOn();
    agent.forget();
    Replayed.assertLiveEqualsReplay(agent.api());
  }

  @Test
  void an_agent_that_is_erased_while_a_verification_runs_is_left_out_and_no_drift()
      throws SQLException {
    var report = verifiedWhile(agent::eraseToItsEnd);

    assertThat(report.status()).as("%s", report).isEqualTo(200);
    assertThat(report.body().path("drift")).isEmpty();
    assertThat(report.body().path("identical").asBoolean()).isTrue();
    assertThat(report.body().path("left_out").asInt()).isEqualTo(1);
    assertThat(report.body().toString()).doesNotContain(agent.word());

    var next = verify();
    assertThat(next.body().path("identical").asBoolean()).as("%s", next).isTrue();
    assertThat(next.body().path("left_out").asInt()).isZero();
  }

  @Test
  void one_that_had_begun_and_comes_to_its_end_meanwhile_is_no_drift_either() throws SQLException {
    beginAndStop();

    var report =
        verifiedWhile(
            () -> {
              goOn();
              agent.erased();
            });

    assertThat(report.body().path("drift")).isEmpty();
    assertThat(report.body().path("identical").asBoolean()).as("%s", report).isTrue();
    assertThat(report.body().toString()).doesNotContain(agent.word());
  }

  @Test
  void what_is_no_text_is_compared_of_an_agent_that_is_erased_meanwhile_too() throws SQLException {
    add(1);

    var report = verifiedWhile(agent::eraseToItsEnd);

    assertTokensDiffer(report);
    assertThat(report.body().path("left_out").asInt()).isEqualTo(1);
  }

  @Test
  void one_that_is_stuck_is_compared_in_each_run() {
    beginAndStop();
    add(1);
    for (var run = 0; run < 2; run++) {
      assertTokensDiffer(verifyIts());
    }

    add(-1);
    assertThat(verifyIts().body().path("identical").asBoolean()).isTrue();
    goOn();
    agent.erased();
    var next = verifyIts();
    assertThat(next.body().path("left_out").asInt()).isZero();
    assertThat(next.body().path("identical").asBoolean()).as("%s", next).isTrue();
  }

  private void assertTokensDiffer(Answer report) {
    assertThat(report.body().path("identical").asBoolean()).as("%s", report).isFalse();
    assertThat(report.body().path("drift")).isNotEmpty();
    for (var row : report.body().path("drift")) {
      assertThat(row.path("table").asString()).isEqualTo("agent_tasks");
      assertThat(row.path("columns").propertyNames()).containsExactly("tokens_used");
    }
    assertThat(report.body().toString()).doesNotContain(agent.word());
  }

  /** Changes a row of each task, as nobody should. */
  private void add(int tokens) {
    Superuser.jdbc()
        .update(
            "UPDATE agent_tasks SET tokens_used = tokens_used + ? WHERE agent_id = ?",
            tokens,
            agent.id());
  }

  /** No step of its erasure is counted as done. */
  private void beginAndStop() {
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_stop() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'stopped'; END $$;
            CREATE TRIGGER test_stop BEFORE UPDATE ON erasure_runs FOR EACH ROW
            EXECUTE FUNCTION test_stop()\
            """);
    assertThat(agent.erase(false).status()).isEqualTo(202);
  }

  @Test
  void one_of_whom_a_day_is_erased_meanwhile_is_left_out_and_no_drift() throws SQLException {
    var old = OldTasks.submit(agent.api(), clock);
    try {
      old.giveUp();
      await().atMost(SOON).until(() -> isDeadLettered(old.dead()));

      var report = verifiedWhile(() -> eraseTheFirstDay(old));

      assertThat(report.body().path("drift")).as("%s", report).isEmpty();
      assertThat(report.body().path("identical").asBoolean()).isTrue();
      assertThat(report.body().path("left_out").asInt()).isEqualTo(1);
      assertThat(report.body().toString()).doesNotContain(old.agent().word());

      var next = verify();
      assertThat(next.body().path("identical").asBoolean()).as("%s", next).isTrue();
      assertThat(next.body().path("left_out").asInt()).isZero();
    } finally {
      clock.letGo();
      old.forget();
    }
  }

  private void eraseTheFirstDay(OldTasks old) {
    var path = "/api/entities/" + old.agent().entity() + "/retention";
    var answer = agent.api().asAdmin("PUT", path, Map.of("retention_days", 5));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    job.run();
    await().atMost(SOON).until(() -> old.step(old.first()) == 2);
  }

  private static boolean isDeadLettered(String task) {
    return Superuser.count(
            "SELECT count(*) FROM agent_tasks WHERE task_id = ?::uuid AND status = 'dead_lettered'",
            task)
        == 1;
  }

  private static void goOn() {
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_stop ON erasure_runs");
  }

  /** Its snapshot is from before the work, and its replay from after it. */
  private Answer verifiedWhile(Runnable work) throws SQLException {
    var source = Objects.requireNonNull(Superuser.jdbc().getDataSource());
    try (var held = source.getConnection();
        var statement = held.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
      try {
        var report = CompletableFuture.supplyAsync(this::verify);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    Superuser.count(
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                                + " AND NOT granted AND mode = 'ShareLock'"
                                + " AND (classid::bigint << 32 | objid::bigint) = ?",
                            LOCK)
                        == 1);
        work.run();
        statement.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
        return report.join();
      } finally {
        statement.execute("SELECT pg_advisory_unlock_all()");
      }
    }
  }

  /** Its entity alone. */
  private Answer verifyIts() {
    return Replayed.ofEntityOf(agent.id(), agent.api());
  }

  private Answer verify() {
    return agent
        .api()
        .asAdmin("POST", "/api/audit/verify", Map.of("scope", List.of("tables", "derived")));
  }
}
