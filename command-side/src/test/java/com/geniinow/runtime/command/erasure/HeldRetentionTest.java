package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A legal hold that comes while a day is being erased. */
@RuntimeTest
class HeldRetentionTest {
  @LocalServerPort int port;
  @Autowired TestClock clock;
  @Autowired RetentionJob job;
  @Autowired RetentionRunTable runs;

  private Api api;
  private OldTasks old;

  @BeforeEach
  void anAgentWithOldTasks() {
    TestDataKeys.SHARED.use(true);
    api = new Api(port);
    old = OldTasks.givenUp(api, clock);
  }

  @AfterEach
  void forget() {
    clock.letGo();
    letGoOn();
    api.asAdmin("DELETE", hold(), null);
    TestDataKeys.SHARED.use(false);
    old.forget();
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void a_day_that_was_begun_keeps_its_key_until_the_hold_is_released() {
    stopBetween();
    keep(5);
    job.run();
    awaitStep(1);
    hold("case 7");
    letGoOn();
    job.run();

    assertThat(runs.mayGoOn(old.agent().id(), old.first())).isFalse();
    assertThat(old.step(old.first())).isEqualTo(1);
    assertThat(hasKey()).isTrue();

    assertThat(api.asAdmin("DELETE", hold(), null).status()).isEqualTo(204);
    job.run();
    awaitStep(2);
    assertThat(hasKey()).isFalse();
  }

  @Test
  void one_whose_key_is_gone_stays_where_it_is_as_well() {
    keep(5);
    job.run();
    awaitStep(2);
    assertThat(runs.mayGoOn(old.agent().id(), old.first())).isTrue();
    hold("case 7");

    assertThat(runs.mayGoOn(old.agent().id(), old.first())).isFalse();
    old.settle();
    job.run();
    assertThat(old.step(old.first())).isEqualTo(2);
  }

  /**
   * Days of an agent that is being erased rest; of this one nothing but the row says that it is.
   */
  private void stopBetween() {
    Superuser.jdbc()
        .update(
            "INSERT INTO erasure_runs (agent_id, erasure_id, entity_id) VALUES (?, ?, ?)",
            old.agent().id(),
            UUID.randomUUID(),
            old.agent().entity());
  }

  private void letGoOn() {
    Superuser.jdbc().update("DELETE FROM erasure_runs WHERE agent_id = ?", old.agent().id());
  }

  private boolean hasKey() {
    return TestDataKeys.SHARED.find(old.agent().id(), old.first()).isPresent();
  }

  /** The scheduler's own run may be at it, too. */
  private void awaitStep(long step) {
    await().atMost(Duration.ofSeconds(90)).until(() -> old.step(old.first()) == step);
  }

  private void keep(int days) {
    var path = "/api/entities/" + old.agent().entity() + "/retention";
    var answer = api.asAdmin("PUT", path, Map.of("retention_days", days));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private void hold(String reason) {
    var answer = api.asAdmin("POST", hold(), Map.of("reason", reason));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private String hold() {
    return "/api/entities/" + old.agent().entity() + "/legal-hold";
  }
}
