package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.agent.ErasedText;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is known of an agent's clear events outside of its commands, and what these ask for. */
@RuntimeTest
class SealedThroughTest {
  @LocalServerPort int port;
  @Autowired TestClock clock;
  @Autowired SealedThrough sealed;

  @Autowired
  @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system;

  @Autowired DayEraser eraser;
  @Autowired TextOfBefore text;
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
    TestDataKeys.SHARED.use(false);
    old.forget();
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void it_is_the_newest_event_s_place_and_none_while_one_is_clear_at_any_time() {
    assertThat(sealed.of(agent())).hasValue(newest());

    storeClear();
    assertThat(sealed.of(agent())).as("behind what was known").isEmpty();
    assertThat(sealed.of(UUID.randomUUID())).as("of nobody").hasValue(SealedThrough.NOWHERE);

    int some;
    do {
      some = text.sealSome(agent());
    } while (some > 0);
    assertThat(sealed.of(agent())).hasValue(newest());
  }

  @Test
  void it_is_the_same_where_events_are_looked_at_in_slices() {
    var inSlices = new SealedThrough(system, 3);
    storeClear();
    assertThat(inSlices.of(agent())).isEmpty();

    int some;
    do {
      some = text.sealSome(agent());
    } while (some > 0);
    assertThat(inSlices.of(agent())).as("what was looked at stays known").hasValue(newest());
    assertThat(new SealedThrough(system, 1).of(agent())).hasValue(newest());
  }

  @Test
  void what_was_stored_clear_since_it_was_asked_for_keeps_a_day() {
    var before = sealed.of(agent()).orElseThrow();
    storeClear();
    keep(5);

    assertThat(line.send(emptying(before))).isFalse();
    assertThat(line.send(new EraseDay(agent(), old.first(), 4, before, now.get()))).isFalse();
    assertThat(eraser.erase(agent(), old.first(), 50)).isFalse();
    assertThat(old.erased()).isZero();
  }

  /** To look at all of them takes as long as an index has dead entries. */
  @Test
  void a_command_looks_at_nothing_up_to_there() {
    storeClear();
    keep(5);

    assertThat(line.send(emptying(SealedThrough.NOWHERE))).isFalse();
    assertThat(line.send(emptying(newest()))).as("as if all were sealed").isTrue();
  }

  private EraseDayText emptying(long through) {
    var done = List.of(UUID.fromString(old.done()));
    return new EraseDayText(agent(), old.first(), ErasedText.TASKS, done, through, now.get());
  }

  private UUID agent() {
    return old.agent().id();
  }

  private long newest() {
    return Superuser.count(
        "SELECT max(global_index) FROM domain_event_entry WHERE agent_id = ?", agent());
  }

  private void storeClear() {
    TestDataKeys.SHARED.use(false);
    var answer = api.asAdmin("PATCH", "/api/agents/" + agent(), Map.of("name", "clear"));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    TestDataKeys.SHARED.use(true);
  }

  private void keep(int days) {
    var path = "/api/entities/" + old.agent().entity() + "/retention";
    var answer = api.asAdmin("PUT", path, Map.of("retention_days", days));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }
}
