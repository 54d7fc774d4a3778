package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Days whose keys are gone, of a store that came out of an older backup. */
@RuntimeTest
class RestoredDaysTest {
  @LocalServerPort int port;
  @Autowired TestClock clock;
  @Autowired RestoredDays restored;
  @Autowired RetentionRunTable runs;

  private Api api;
  private OldTasks old;

  /** As infra/restore leaves its key; of its tasks one lives again. */
  @BeforeEach
  void aDayThatCameBack() {
    TestDataKeys.SHARED.use(true);
    api = new Api(port);
    old = OldTasks.submit(api, clock);
    TestDataKeys.SHARED.destroyDay(old.agent().id(), old.first());
  }

  @AfterEach
  void forget() {
    api.asAdmin("DELETE", hold(), null);
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_kill ON retention_runs");
    TestDataKeys.SHARED.use(false);
    old.forget();
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void their_rows_are_emptied_before_anybody_is_answered_though_a_hold_was_set() {
    assertThat(api.asAdmin("POST", hold(), Map.of("reason", "case 7")).status()).isEqualTo(200);
    comesBack();

    restored.empty();

    assertThat(old.step(old.first())).isEqualTo(1);
    assertThat(old.erased()).isEqualTo(1);
    var task = api.asAdmin("GET", "/api/tasks/" + old.done(), null);
    assertThat(task.body().path("payload").isNull()).as("%s", task).isTrue();
    assertThat(task.body().toString()).doesNotContain(old.agent().word());
  }

  @Test
  void one_that_fails_keeps_no_start_waiting_and_no_other_day() {
    var another = OldTasks.submit(api, clock);
    try {
      TestDataKeys.SHARED.destroyDay(another.agent().id(), another.first());
      Superuser.jdbc()
          .execute(
              """
              CREATE OR REPLACE FUNCTION test_kill() RETURNS trigger LANGUAGE plpgsql AS $$
              BEGIN RAISE EXCEPTION 'killed'; END $$;
              CREATE TRIGGER test_kill BEFORE UPDATE ON retention_runs FOR EACH ROW
              WHEN (NEW.agent_id = '%s') EXECUTE FUNCTION test_kill()\
              """
                  .formatted(old.agent().id()));
      comesBack();
      comesBack(another);

      restored.empty();

      assertThat(old.step(old.first())).isZero();
      assertThat(another.step(another.first())).isPositive();
    } finally {
      another.forget();
    }
  }

  @Test
  void of_an_agent_that_is_erased_nothing_is_left_to_do() {
    comesBack();
    var agent = old.agent();
    agent.terminate();
    agent.eraseToItsEnd();
    comesBack();

    runs.endOfErased();

    assertThat(old.step(old.first())).isEqualTo(-1);
  }

  private void comesBack() {
    comesBack(old);
  }

  private static void comesBack(OldTasks whose) {
    Superuser.jdbc()
        .update(
            "INSERT INTO retention_runs (agent_id, day, entity_id, step) VALUES (?, ?, ?, 0)"
                + " ON CONFLICT DO NOTHING",
            whose.agent().id(),
            whose.first(),
            whose.agent().entity());
  }

  private String hold() {
    return "/api/entities/" + old.agent().entity() + "/legal-hold";
  }
}
