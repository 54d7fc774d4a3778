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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** How long days are kept where the operator says it for all entities. */
@RuntimeTest
@TestPropertySource(properties = "GENII_RETENTION_DAYS=5")
class RetentionSettingTest {
  @LocalServerPort int port;
  @Autowired TestClock clock;
  @Autowired RetentionJob job;

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
    try {
      Replayed.assertLiveEqualsReplay(api);
    } finally {
      TestDataKeys.SHARED.use(false);
      old.forget();
    }
  }

  @Test
  void an_entity_that_says_nothing_keeps_days_as_long_as_the_setting_says() {
    giveUp();
    job.run();
    await().atMost(Duration.ofSeconds(90)).until(() -> old.step(old.first()) == 2);

    assertThat(old.erased()).as("of the second day a task is open").isEqualTo(1);
    assertThat(task(old.done()).path("payload").isNull()).isTrue();
    assertThat(task(old.done()).path("result").isNull()).isTrue();
    assertThat(task(old.beside()).at("/payload/ask").asString()).isEqualTo(old.agent().word());
    assertThat(TestDataKeys.SHARED.find(old.agent().id(), old.first())).isEmpty();
    assertThat(TestDataKeys.SHARED.find(old.agent().id(), old.second())).isPresent();
    assertThat(
            Superuser.jdbc()
                .queryForObject(
                    "SELECT details::json ->> 'retention_days' FROM ledger_entries"
                        + " WHERE agent_id = ? AND type = 'day_erased'",
                    String.class,
                    old.agent().id()))
        .isEqualTo("5");
  }

  @Test
  void what_an_entity_says_goes_before_it() {
    var path = "/api/entities/" + old.agent().entity() + "/retention";
    var longer = api.asAdmin("PUT", path, Map.of("retention_days", 10));
    assertThat(longer.status()).as("%s", longer).isEqualTo(200);
    giveUp();
    job.run();

    assertThat(old.erased()).isZero();
    assertThat(task(old.done()).at("/payload/ask").asString()).isEqualTo(old.agent().word());
  }

  private void giveUp() {
    old.giveUp();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> task(old.dead()).path("status").asString().equals("dead_lettered"));
  }

  private JsonNode task(String id) {
    var answer = api.asAdmin("GET", "/api/tasks/" + id, null);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body();
  }
}
