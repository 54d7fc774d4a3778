package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A day that takes several turns, each of which begins where the last one ended. */
@RuntimeTest
class DayEraserTest {
  /** More turns than any day here takes. */
  private static final int TURNS = 30;

  @LocalServerPort int port;
  @Autowired TestClock clock;
  @Autowired DayEraser eraser;

  private Api api;
  private OldTasks old;

  @BeforeEach
  void anAgentWithADayThatIsOldEnough() {
    TestDataKeys.SHARED.use(true);
    api = new Api(port);
    old = OldTasks.givenUp(api, clock);
    keepFromTheScheduler();
    var path = "/api/entities/" + old.agent().entity() + "/retention";
    var answer = api.asAdmin("PUT", path, Map.of("retention_days", 5));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  @AfterEach
  void forget() {
    clock.letGo();
    Superuser.jdbc().update("DELETE FROM erasures WHERE agent_id = ?", old.agent().id());
    TestDataKeys.SHARED.use(false);
    old.forget();
    Replayed.assertLiveEqualsReplay(api);
  }

  /** Its rows are looked at in slices, and counted so. */
  @Test
  void a_day_of_many_rows_is_passed_once_and_not_at_each_turn() {
    emptyTasksBefore(DayTextTable.SLICE + 50);

    assertThat(turn()).isFalse();
    assertThat(labels()).as("the first slice is empty").isPositive();
    assertThat(turn()).isFalse();
    assertThat(labels()).as("behind it").isZero();

    toItsEnd();
    assertThat(entry()).contains(String.valueOf(DayTextTable.SLICE + 50 + 4));
  }

  @Test
  void what_came_behind_its_back_is_found_by_a_last_look() {
    assertThat(turn()).as("labels").isFalse();
    assertThat(turn()).as("tasks").isFalse();
    assertThat(payload()).isEqualTo("null");
    Superuser.jdbc()
        .update(
            "UPDATE agent_tasks SET payload = '{\"ask\":\"late\"}' WHERE task_id = ?::uuid",
            old.done());

    toItsEnd();
    assertThat(payload()).isEqualTo("null");
  }

  private void toItsEnd() {
    var turns = 0;
    while (!turn()) {
      assertThat(++turns).isLessThan(TURNS);
    }
    assertThat(old.erased()).isEqualTo(1);
  }

  /** With one look. */
  private boolean turn() {
    return eraser.erase(old.agent().id(), old.first(), 1);
  }

  /** As tasks of that day's first minutes are that were emptied. */
  private void emptyTasksBefore(int tasks) {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_tasks (task_id, agent_id, entity_id, type, status, attempts, payload,
              estimated_tokens, estimated_cost_usd, tokens_used, cost_usd, bullmq_job_id,
              created_at)
            SELECT gen_random_uuid(), ?, ?, 'simulate', 'cancelled', 0, 'null', 1, 0, 0, 0, '',
              ?::timestamptz + n * interval '1 ms'
            FROM generate_series(1, ?) n""",
            old.agent().id(),
            old.agent().entity(),
            old.first().atStartOfDay().atOffset(ZoneOffset.UTC),
            tasks);
  }

  private long labels() {
    return Superuser.count("SELECT count(*) FROM task_labels WHERE task_id = ?::uuid", old.done());
  }

  private String payload() {
    return String.valueOf(
        Superuser.jdbc()
            .queryForObject(
                "SELECT payload::text FROM agent_tasks WHERE task_id = ?::uuid",
                String.class,
                old.done()));
  }

  private String entry() {
    return String.valueOf(
        Superuser.jdbc()
            .queryForObject(
                "SELECT details FROM ledger_entries WHERE agent_id = ? AND type = 'day_erased'",
                String.class,
                old.agent().id()));
  }

  /** It lists no day of an agent that is erased; of this one nothing but the row says so. */
  private void keepFromTheScheduler() {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO erasures (erasure_id, agent_id, entity_id, reason, requested_by, started_at,
              erased)
            VALUES (gen_random_uuid(), ?, ?, 'a test', 'a test', now(), '{}')\
            """,
            old.agent().id(),
            old.agent().entity());
  }
}
