package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Days that are older than they are kept, and what is left of them. */
@RuntimeTest
class RetentionTest {
  @LocalServerPort int port;
  @Autowired TestClock clock;
  @Autowired RetentionJob job;
  @Autowired DayTable days;
  @Autowired RetentionRunTable runs;
  @Autowired TextOfBefore text;

  private Api api;
  private OldTasks old;

  @BeforeEach
  void anAgentWithOldTasks() {
    TestDataKeys.SHARED.use(true);
    api = new Api(port);
    old = OldTasks.submit(api, clock);
  }

  @AfterEach
  void forget() {
    clock.letGo();
    TestDataKeys.SHARED.use(false);
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_kill ON retention_runs");
    old.forget();
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void an_old_day_s_text_reads_null_everywhere_and_everything_else_is_as_it_was() throws Exception {
    giveUp();
    var quota = get("/api/agents/" + old.agent().id() + "/quota").path("monthly_tokens_used");
    keep(5);
    job.run();
    awaitDestroyed();

    assertFirstDayIsEmpty();
    assertThat(task(old.dead()).path("error").asString()).isEqualTo("failed today");
    var agent = get("/api/agents/" + old.agent().id());
    assertThat(agent.path("name").asString()).isEqualTo(OldTasks.NAME);
    assertThat(agent.at("/metadata/team").asString()).isEqualTo("sales");
    assertThat(get("/api/agents/" + old.agent().id() + "/keys").toString())
        .contains("a key of " + OldTasks.NAME);
    var then = old.first().atTime(LocalTime.of(13, 0)).toInstant(ZoneOffset.UTC);
    var past = get("/api/audit/agents/" + old.agent().id() + "?as_of=" + then);
    assertThat(past.at("/agent/name").asString()).isEqualTo(OldTasks.NAME);
    assertThat(past.toString()).doesNotContain(old.agent().word());
    assertThat(get("/api/agents/" + old.agent().id() + "/quota").path("monthly_tokens_used"))
        .isEqualTo(quota);
    assertThat(entry()).contains("\"day\":\"" + old.first() + "\"", "\"retention_days\":5");
    Replayed.assertWholeStoreEqualsReplay(api);
    Ledgers.assertIntact(api, List.of(old.agent().id()));
  }

  @Test
  void a_day_with_an_open_task_keeps_its_key_until_that_has_ended() throws Exception {
    keep(5);
    job.run();
    assertThat(old.erased()).as("one of each day is open").isZero();
    assertThat(task(old.open()).at("/payload/ask").asString()).isEqualTo(old.agent().word());

    giveUp();
    job.run();
    awaitDestroyed();
    assertThat(old.erased()).isEqualTo(1);
    assertThat(old.step(old.second())).isEqualTo(-1);
    assertThat(task(old.beside()).at("/result/said").asString()).isEqualTo(old.agent().word());

    assertThat(api.asAdmin("POST", "/api/tasks/" + old.open() + "/cancel", null).status())
        .isEqualTo(200);
    job.run();
    await().atMost(Duration.ofSeconds(90)).until(() -> old.step(old.second()) == 2);
    old.settle();
    job.run();
    await().atMost(Duration.ofSeconds(90)).until(() -> old.step(old.second()) == -1);
    assertThat(old.agent().tablesWithItsWord()).isEmpty();
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void a_task_whose_payload_is_gone_is_not_redriven() {
    giveUp();
    keep(5);
    job.run();
    awaitDestroyed();

    var answer = api.asAdmin("POST", "/api/tasks/" + old.dead() + "/redrive", null);

    assertThat(answer.status()).as("%s", answer).isEqualTo(409);
    assertThat(answer.text("reason")).isEqualTo("payload_erased");
    assertThat(answer.text("detail")).contains(old.dead(), "is erased, with its day or its agent");
  }

  @Test
  void of_many_that_are_redriven_at_once_it_is_skipped() {
    giveUp();
    keep(5);
    job.run();
    awaitDestroyed();

    var agent = Map.of("agent_id", old.agent().id());
    var asked = api.asAdmin("POST", "/api/tasks/redrive", agent);
    assertThat(asked.status()).as("%s", asked).isEqualTo(202);
    var progress = "/api/tasks/redrive/" + asked.text("redrive_id");
    await().atMost(Duration.ofSeconds(90)).until(() -> !get(progress).path("finished_at").isNull());

    assertThat(get(progress).path("matched").asInt()).isEqualTo(1);
    assertThat(get(progress).path("skipped").asInt()).isEqualTo(1);
    assertThat(get(progress).path("redriven").asInt()).isZero();
    assertThat(task(old.dead()).path("status").asString()).isEqualTo("dead_lettered");
  }

  @Test
  void a_legal_hold_stops_it() {
    giveUp();
    keep(5);
    var hold = "/api/entities/" + old.agent().entity() + "/legal-hold";
    assertThat(api.asAdmin("POST", hold, Map.of("reason", "case 7")).status()).isEqualTo(200);
    job.run();
    assertThat(old.erased()).isZero();

    assertThat(api.asAdmin("DELETE", hold, null).status()).isEqualTo(204);
    job.run();
    awaitDestroyed();
    assertFirstDayIsEmpty();
  }

  @Test
  void where_nobody_says_how_long_or_long_enough_nothing_is_erased() {
    giveUp();
    job.run();
    keep(10);
    job.run();

    assertThat(old.erased()).isZero();
    assertThat(task(old.done()).at("/payload/ask").asString()).isEqualTo(old.agent().word());
  }

  @Test
  void an_agent_with_text_that_is_stored_clear_keeps_its_days() {
    giveUp();
    TestDataKeys.SHARED.use(false);
    assertThat(
            api.asAdmin("PATCH", "/api/agents/" + old.agent().id(), Map.of("name", "clear"))
                .status())
        .isEqualTo(200);
    TestDataKeys.SHARED.use(true);
    keep(5);
    job.run();

    assertThat(old.erased()).isZero();
  }

  @Test
  void of_keys_that_may_seal_names_none_is_destroyed() {
    Superuser.jdbc()
        .update(
            "UPDATE sealing_keys.of_days SET tasks_only = false WHERE agent_id = ?",
            old.agent().id());
    giveUp();
    keep(5);
    job.run();

    assertThat(old.erased()).isZero();
  }

  /** Before a row says that it has begun, that the key is gone, and that it is over. */
  @ParameterizedTest
  @ValueSource(strings = {"INSERT", "UPDATE", "DELETE"})
  void one_that_dies_at_any_step_goes_on_and_comes_to_the_same_end(String step) throws Exception {
    giveUp();
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_kill() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'killed'; END $$;
            CREATE TRIGGER test_kill BEFORE %s ON retention_runs FOR EACH ROW
            WHEN (%s.agent_id = '%s' %s) EXECUTE FUNCTION test_kill()\
            """
                .formatted(
                    step,
                    step.equals("DELETE") ? "OLD" : "NEW",
                    old.agent().id(),
                    step.equals("UPDATE") ? "AND OLD.step = 1 AND NEW.step = 2" : ""));
    keep(5);
    aDayAgo();
    job.run();
    if (step.equals("DELETE")) {
      awaitDestroyed();
      old.settle();
      job.run();
    }
    long reached =
        switch (step) {
          case "INSERT" -> -1;
          case "UPDATE" -> 1;
          default -> 2;
        };
    assertThat(old.step(old.first())).isEqualTo(reached);

    Superuser.jdbc().execute("DROP TRIGGER test_kill ON retention_runs");
    clock.letGo();
    job.run();
    if (!step.equals("DELETE")) {
      awaitDestroyed();
      old.settle();
      job.run();
    }
    await().atMost(Duration.ofSeconds(90)).until(() -> old.step(old.first()) == -1);

    assertThat(old.erased()).isEqualTo(1);
    assertFirstDayIsEmpty();
    Replayed.assertLiveEqualsReplay(api);
    Ledgers.assertIntact(api, List.of(old.agent().id()));
  }

  /** As a day that is too large for the time that a statement has. */
  @Test
  void an_agent_whose_day_fails_each_time_keeps_no_other_waiting() {
    giveUp();
    var another = OldTasks.submit(api, clock);
    try {
      giveUp(another);
      keep(old, 5);
      keep(another, 5);
      aDayAgo();
      var both = Set.of(old.agent().id(), another.agent().id());
      var first = due(Set.of()).stream().filter(both::contains).findFirst().orElseThrow();
      var isOld = first.equals(old.agent().id());
      var failing = isOld ? old : another;
      var behind = isOld ? another : old;
      killTooSlow(failing);
      job.run();
      await().atMost(Duration.ofSeconds(90)).until(() -> behind.step(behind.first()) == 2);

      assertThat(behind.erased()).isEqualTo(1);
      assertThat(failing.erased()).isZero();
      assertThat(due(Set.of())).contains(failing.agent().id());
      assertThat(due(Set.of(failing.agent().id()))).doesNotContain(failing.agent().id());
    } finally {
      another.forget();
    }
  }

  @Test
  void a_day_that_fails_each_time_keeps_no_other_of_its_agent_waiting() {
    giveUp();
    assertThat(api.asAdmin("POST", "/api/tasks/" + old.open() + "/cancel", null).status())
        .isEqualTo(200);
    keep(5);
    aDayAgo();
    killTooSlow(old);
    job.run();
    assertThat(old.step(old.second())).as("the agent rests").isEqualTo(-1);

    clock.set(clock.instant().plus(Duration.ofMinutes(3)));
    job.run();
    await().atMost(Duration.ofSeconds(90)).until(() -> old.step(old.second()) == 2);

    assertThat(old.step(old.first())).isEqualTo(-1);
    assertThat(old.erased()).isEqualTo(1);
  }

  /** Whose days are to be erased, in their order. */
  private List<UUID> due(Set<UUID> resting) {
    return days.due(LocalDate.now(ZoneOffset.UTC), null, resting, 500).stream()
        .map(DayTable.AgentDay::agentId)
        .toList();
  }

  private static void killTooSlow(OldTasks whose) {
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_kill() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'too slow' USING ERRCODE = 'query_canceled'; END $$;
            CREATE TRIGGER test_kill BEFORE INSERT ON retention_runs FOR EACH ROW
            WHEN (NEW.agent_id = '%s' AND NEW.day = '%s') EXECUTE FUNCTION test_kill()\
            """
                .formatted(whose.agent().id(), whose.first()));
  }

  @Test
  void many_rows_of_a_day_are_emptied_in_batches_each_with_an_event_of_its_own() throws Exception {
    old.forget();
    old = OldTasks.submit(api, clock, 34, 16);
    giveUp();
    keep(5);
    job.run();
    awaitDestroyed();

    assertThat(
            Superuser.jdbc()
                .queryForList(
                    """
                    SELECT concat_ws(' ', type, details::json ->> 'of', details::json ->> 'rows')
                    FROM ledger_entries
                    WHERE agent_id = ? AND type IN ('day_text_erased', 'day_erased')
                    ORDER BY sequence\
                    """,
                    String.class,
                    old.agent().id()))
        .startsWith("day_text_erased labels 500")
        .contains("day_text_erased labels 48", "day_text_erased tasks 38")
        .endsWith("day_erased");
    assertThat(entry()).contains("38");
    assertFirstDayIsEmpty();
    Replayed.assertLiveEqualsReplay(api);
    Ledgers.assertIntact(api, List.of(old.agent().id()));
  }

  @Test
  void of_many_who_erase_at_once_one_does() throws Exception {
    giveUp();
    keep(5);
    Parallel.all(
        4,
        n -> {
          job.run();
          return n;
        });
    awaitDestroyed();

    assertThat(old.erased()).isEqualTo(1);
  }

  /** As after a restore from a backup of before, which destroys the key again. */
  @Test
  void rows_that_a_backup_brought_back_are_emptied_though_nothing_says_how_long() {
    giveUp();
    TestDataKeys.SHARED.destroyDay(old.agent().id(), old.first());
    Superuser.jdbc()
        .update(
            "INSERT INTO retention_runs (agent_id, day, entity_id, step) VALUES (?, ?, ?, 0)",
            old.agent().id(),
            old.first(),
            old.agent().entity());
    job.run();
    job.run();
    awaitDestroyed();

    assertThat(old.erased()).isEqualTo(1);
    assertFirstDayIsEmpty();
  }

  /** What it would keep can't be read any more. */
  @Test
  void no_hold_keeps_the_rows_of_a_day_that_a_backup_brought_back() {
    giveUp();
    TestDataKeys.SHARED.destroyDay(old.agent().id(), old.first());
    Superuser.jdbc()
        .update(
            "INSERT INTO retention_runs (agent_id, day, entity_id, step) VALUES (?, ?, ?, 0)",
            old.agent().id(),
            old.first(),
            old.agent().entity());
    var hold = "/api/entities/" + old.agent().entity() + "/legal-hold";
    assertThat(api.asAdmin("POST", hold, Map.of("reason", "case 7")).status()).isEqualTo(200);

    job.run();
    await().atMost(Duration.ofSeconds(90)).until(() -> old.step(old.first()) == 1);

    assertThat(old.erased()).isEqualTo(1);
    assertFirstDayIsEmpty();
    assertThat(api.asAdmin("DELETE", hold, null).status()).isEqualTo(204);
    job.run();
    awaitDestroyed();
  }

  /** As the tasks of a backup that was made before they ended. */
  @Test
  void a_day_that_a_backup_brought_back_is_emptied_while_a_task_of_it_lives() {
    TestDataKeys.SHARED.destroyDay(old.agent().id(), old.first());
    comesBack();
    job.run();
    await().atMost(Duration.ofSeconds(90)).until(() -> old.step(old.first()) > 0);

    assertThat(old.erased()).isEqualTo(1);
    assertThat(task(old.dead()).path("status").asString()).isEqualTo("queued");
    assertFirstDayIsEmpty();
  }

  /** What its ledger entries say is redacted once its events are sealed. */
  @Test
  void a_day_that_a_backup_brought_back_is_emptied_while_events_are_stored_clear() {
    giveUp();
    TestDataKeys.SHARED.use(false);
    assertThat(
            api.asAdmin("PATCH", "/api/agents/" + old.agent().id(), Map.of("name", "clear"))
                .status())
        .isEqualTo(200);
    TestDataKeys.SHARED.use(true);
    TestDataKeys.SHARED.destroyDay(old.agent().id(), old.first());
    comesBack();
    job.run();
    await().atMost(Duration.ofSeconds(90)).until(() -> old.step(old.first()) == 1);
    assertFirstDayIsEmpty();
    job.run();
    assertThat(old.step(old.first())).as("it waits").isEqualTo(1);

    int sealed;
    do {
      sealed = text.sealSome(old.agent().id());
    } while (sealed > 0);
    job.run();
    awaitDestroyed();
  }

  @Test
  void of_a_day_that_was_stored_clear_and_sealed_since_the_ledger_loses_its_text_too()
      throws Exception {
    old.forget();
    TestDataKeys.SHARED.use(false);
    old = OldTasks.submit(api, clock);
    giveUp();
    TestDataKeys.SHARED.use(true);
    keep(5);
    job.run();
    assertThat(old.erased()).as("while it is stored clear").isZero();

    while (text.sealSome(old.agent().id()) > 0) {
      assertThat(old.agent().tablesWithItsWord()).contains("public.ledger_entries");
    }
    TestDataKeys.SHARED.list(old.agent().id());
    job.run();
    awaitDestroyed();

    assertFirstDayIsEmpty();
    assertThat(get("/api/agents/" + old.agent().id() + "/ledger?limit=100").toString())
        .doesNotContain(old.agent().word())
        .contains("\"redacted\":", OldTasks.NAME);
    Replayed.assertLiveEqualsReplay(api);
    Ledgers.assertIntact(api, List.of(old.agent().id()));
  }

  private void giveUp() {
    giveUp(old);
  }

  private void giveUp(OldTasks whose) {
    whose.giveUp();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> task(whose.dead()).path("status").asString().equals("dead_lettered"));
  }

  /** As infra/restore leaves a day. */
  private void comesBack() {
    Superuser.jdbc()
        .update(
            "INSERT INTO retention_runs (agent_id, day, entity_id, step) VALUES (?, ?, ?, 0)",
            old.agent().id(),
            old.first(),
            old.agent().entity());
  }

  /** So that who failed then has rested by now. */
  private void aDayAgo() {
    clock.set(Instant.now().minus(Duration.ofDays(1)));
  }

  private void keep(int days) {
    keep(old, days);
  }

  private void keep(OldTasks whose, int days) {
    var path = "/api/entities/" + whose.agent().entity() + "/retention";
    var answer = api.asAdmin("PUT", path, Map.of("retention_days", days));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  /** The scheduler's own run may be at it, too. */
  private void awaitDestroyed() {
    await().atMost(Duration.ofSeconds(90)).until(() -> old.step(old.first()) == 2);
  }

  private void assertFirstDayIsEmpty() {
    for (var id : List.of(old.done(), old.cancelled(), old.approved(), old.dead())) {
      var task = task(id);
      assertThat(task.toString()).doesNotContain(old.agent().word());
      assertThat(task.path("payload").isNull()).as("%s", task).isTrue();
    }
    assertThat(task(old.done()).path("result").isNull()).isTrue();
    assertThat(task(old.cancelled()).path("error").isNull()).isTrue();
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM task_labels WHERE task_id IN (?::uuid, ?::uuid)",
                old.done(),
                old.dead()))
        .isZero();
    var events = get("/api/audit/agents/" + old.agent().id() + "/events?limit=100").path("items");
    assertThat(events).isNotEmpty();
    for (var event : events) {
      if (event.toString().contains(old.done()) || event.toString().contains(old.cancelled())) {
        assertThat(event.toString()).doesNotContain(old.agent().word());
      }
    }
  }

  private String entry() {
    return String.valueOf(
        Superuser.jdbc()
            .queryForObject(
                "SELECT details FROM ledger_entries WHERE agent_id = ? AND type = 'day_erased'",
                String.class,
                old.agent().id()));
  }

  private JsonNode task(String id) {
    return get("/api/tasks/" + id);
  }

  private JsonNode get(String path) {
    var answer = api.asAdmin("GET", path, null);
    assertThat(answer.status()).as("%s: %s", path, answer).isEqualTo(200);
    return answer.body();
  }
}
