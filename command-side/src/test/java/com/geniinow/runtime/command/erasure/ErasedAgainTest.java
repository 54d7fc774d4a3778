package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.platform.setting.StartRefusedException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who comes back with a backup from before its erasure is erased again, at the next start. */
@RuntimeTest
class ErasedAgainTest {
  @LocalServerPort int port;
  @Autowired ErasedAgain again;
  @Autowired RestoredTable restored;
  @Autowired ErasedTable rows;
  @Autowired ErasureJob job;
  @Autowired AgentLine line;
  @Autowired JdbcClient jdbc;

  private WordyAgent agent;

  @BeforeEach
  void sealing() {
    TestDataKeys.SHARED.use(true);
  }

  @AfterEach
  void forget() {
    TestDataKeys.SHARED.use(false);
    goOn();
    agent.forget();
    Replayed.assertLiveEqualsReplay(agent.api());
  }

  @Test
  void an_agent_at_work_is_ended_without_a_word_and_erased() throws Exception {
    agent = WordyAgent.provision(port);
    comesBack();

    assertThat(again.begin()).isEqualTo(1);
    var done = agent.erased();

    assertThat(agent.tablesWithItsWord()).isEmpty();
    assertThat(done.body().at("/certificate/requested_by").asString()).isEqualTo("runtime");
    assertThat(done.body().at("/certificate/reason").asString())
        .isEqualTo("erased on 2026-05-03, and restored from a backup from before that");
    var shown = agent.api().asAdmin("GET", "/api/agents/" + agent.id(), null).body();
    assertThat(shown.path("status").asString()).isEqualTo("terminated");
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM agent_tasks WHERE agent_id = ? AND status NOT IN"
                    + " ('completed', 'dead_lettered', 'cancelled')",
                agent.id()))
        .isZero();
    Replayed.assertLiveEqualsReplay(agent.api());
    Ledgers.assertIntact(agent.api(), List.of(agent.id()));
    assertThat(again.begin()).as("once").isZero();
  }

  @Test
  void no_hold_keeps_what_nobody_can_read_any_more() {
    agent = WordyAgent.provision(port);
    var hold = "/api/entities/" + agent.entity() + "/legal-hold";
    assertThat(agent.api().asAdmin("POST", hold, Map.of("reason", "case 7")).status())
        .isEqualTo(200);
    comesBack();

    again.begin();
    agent.erased();

    assertThat(agent.tablesWithItsWord()).isEmpty();
    assertThat(agent.api().asAdmin("DELETE", hold, null).status()).isEqualTo(204);
  }

  /** As a backup from before an agent's events were sealed has them. */
  @Test
  void what_the_backup_holds_clear_is_sealed_under_a_key_that_nobody_keeps() throws Exception {
    TestDataKeys.SHARED.use(false);
    agent = WordyAgent.provision(port);
    TestDataKeys.SHARED.use(true);
    comesBack();

    again.begin();
    agent.erased();

    assertThat(agent.tablesWithItsWord()).isEmpty();
    var events = "/api/audit/agents/" + agent.id() + "/events?limit=100";
    assertThat(agent.api().asAdmin("GET", events, null).body().toString())
        .contains(agent.id().toString())
        .doesNotContain(agent.word());
    Replayed.assertLiveEqualsReplay(agent.api());
    Ledgers.assertIntact(agent.api(), List.of(agent.id()));
  }

  @Test
  void while_nothing_is_sealed_it_comes_to_its_end_too() throws Exception {
    agent = WordyAgent.provision(port);
    comesBack();
    TestDataKeys.SHARED.use(false);

    again.begin();
    agent.erased();

    assertThat(agent.tablesWithItsWord()).isEmpty();
    Replayed.assertLiveEqualsReplay(agent.api());
  }

  @Test
  void a_turn_that_fails_is_tried_again_until_its_rows_are_empty() {
    agent = WordyAgent.provision(port);
    comesBack();
    stop();
    again.begin();
    assertThat(restored.all()).hasSize(1);
    var rests = new AtomicInteger();

    again.empty(
        () -> {
          rests.incrementAndGet();
          goOn();
        });

    assertThat(rests).hasPositiveValue();
    assertThat(restored.all()).isEmpty();
    agent.erased();
  }

  @Test
  void a_start_is_refused_once_nothing_came_further_for_five_minutes() {
    agent = WordyAgent.provision(port);
    comesBack();
    stop();
    again.begin();
    var clock = new TestClock();
    clock.set("2024-05-03T12:00:00Z");
    var other = new ErasedAgain(restored, rows, job, line, new Now(clock), UUID::randomUUID);

    assertThatThrownBy(() -> other.empty(() -> clock.set(clock.instant().plusSeconds(60))))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining(agent.id().toString());

    assertThat(clock.instant()).isEqualTo("2024-05-03T12:05:00Z");
    goOn();
    agent.erased();
  }

  @Test
  void one_that_can_not_be_counted_is_erased_all_the_same_and_it_says_so() {
    agent = WordyAgent.provision(port);
    comesBack();
    var uncountable =
        new ErasedTable(jdbc, jdbc, jdbc) {
          @Override
          ErasedCounts countSoon(UUID agentId) {
            throw new QueryTimeoutException("canceling statement due to statement timeout");
          }
        };
    var now = new Now(Clock.systemUTC());

    new ErasedAgain(restored, uncountable, job, line, now, UUID::randomUUID).begin();
    var certificate = agent.erased().body().path("certificate");

    assertThat(certificate.path("reason").asString()).endsWith("; what there was was not counted");
    assertThat(certificate.at("/erased/tasks").asInt(-1)).isZero();
  }

  /** No step of its erasure is counted as done. */
  private void stop() {
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_again() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'stopped'; END $$;
            CREATE TRIGGER test_again BEFORE UPDATE ON erasure_runs FOR EACH ROW
            WHEN (NEW.agent_id = '%s') EXECUTE FUNCTION test_again()\
            """
                .formatted(agent.id()));
  }

  private static void goOn() {
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_again ON erasure_runs");
  }

  /** As infra/restore leaves a store: keys destroyed, everything else as it was. */
  private void comesBack() {
    TestDataKeys.SHARED.destroy(agent.id());
    Superuser.jdbc()
        .update(
            "INSERT INTO sealing_keys.destroyed (agent_id, through, destroyed_at)"
                + " VALUES (?, 'infinity', '2026-05-03T10:00:00Z')",
            agent.id());
  }
}
