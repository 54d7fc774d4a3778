package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whoever is answered a legal hold finds the keys that are there then, from then on. */
@RuntimeTest
class RetentionHoldTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  @LocalServerPort int port;
  @Autowired TestClock clock;
  @Autowired RetentionJob job;
  @Autowired DayEraser eraser;
  @Autowired AgentLine line;
  @Autowired Now now;

  private Api api;
  private OldTasks old;

  @BeforeEach
  void anAgentWithADayThatHasEnded() {
    TestDataKeys.SHARED.use(true);
    api = new Api(port);
    old = OldTasks.givenUp(api, clock);
  }

  @AfterEach
  void forget() {
    clock.letGo();
    leaveToTheScheduler();
    api.asAdmin("DELETE", hold(), null);
    TestDataKeys.SHARED.use(false);
    old.forget();
    Replayed.assertLiveEqualsReplay(api);
  }

  /** The row is as a process leaves it that died once the day's rows were empty. */
  @Test
  void the_command_that_destroys_a_key_asks_for_the_hold_itself() {
    setHold();
    Superuser.jdbc()
        .update(
            "INSERT INTO retention_runs (agent_id, day, entity_id, step) VALUES (?, ?, ?, 1)",
            old.agent().id(),
            old.first(),
            old.agent().entity());

    assertThat(line.send(new DestroyDay(old.agent().id(), old.first(), now.get()))).isFalse();
    job.run();

    assertThat(hasKey()).isTrue();
    assertThat(old.step(old.first())).isEqualTo(1);

    Superuser.jdbc()
        .update("UPDATE retention_runs SET step = 0 WHERE agent_id = ?", old.agent().id());
    release();
    assertErasedAtLast();
  }

  /** Whoever was answered a hold in between finds what isn't empty by then. */
  @Test
  void of_a_day_that_is_half_empty_the_rest_stays_while_there_is_a_hold() {
    keepFromTheScheduler();
    keep(5);
    assertThat(eraser.erase(old.agent().id(), old.first(), 1)).isFalse();
    setHold();
    leaveToTheScheduler();

    assertThat(old.step(old.first())).isEqualTo(-1);
    assertThat(eraser.erase(old.agent().id(), old.first(), 50)).isFalse();
    job.run();

    assertThat(old.erased()).isZero();
    assertThat(hasKey()).isTrue();
    var task = api.asAdmin("GET", "/api/tasks/" + old.done(), null);
    assertThat(task.body().at("/payload/ask").asString()).isEqualTo(old.agent().word());
    assertThat(
            Superuser.count("SELECT count(*) FROM task_labels WHERE task_id = ?::uuid", old.done()))
        .as("its labels were the first batch")
        .isZero();
    Replayed.assertLiveEqualsReplay(api);

    release();
    assertErasedAtLast();
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

  private void leaveToTheScheduler() {
    Superuser.jdbc().update("DELETE FROM erasures WHERE agent_id = ?", old.agent().id());
  }

  private boolean hasKey() {
    return TestDataKeys.SHARED.find(old.agent().id(), old.first()).isPresent();
  }

  /** Whose rows were to be emptied first needs a turn more. */
  private void assertErasedAtLast() {
    job.run();
    job.run();
    await().atMost(SOON).until(() -> old.step(old.first()) == 2);
    assertThat(hasKey()).isFalse();
    assertThat(old.erased()).isEqualTo(1);
    var task = api.asAdmin("GET", "/api/tasks/" + old.done(), null);
    assertThat(task.body().path("payload").isNull()).as("%s", task).isTrue();
  }

  private void keep(int retentionDays) {
    var path = "/api/entities/" + old.agent().entity() + "/retention";
    var answer = api.asAdmin("PUT", path, Map.of("retention_days", retentionDays));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private void setHold() {
    assertThat(api.asAdmin("POST", hold(), Map.of("reason", "case 7")).status()).isEqualTo(200);
  }

  private void release() {
    assertThat(api.asAdmin("DELETE", hold(), null).status()).isEqualTo(204);
  }

  private String hold() {
    return "/api/entities/" + old.agent().entity() + "/legal-hold";
  }
}
