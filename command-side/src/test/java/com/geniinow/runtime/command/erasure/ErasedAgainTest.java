package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who comes back with a backup from before its erasure is erased again, at the next start. */
@RuntimeTest
class ErasedAgainTest {
  @LocalServerPort int port;
  @Autowired ErasedAgain again;

  private WordyAgent agent;

  @BeforeEach
  void sealing() {
    TestDataKeys.SHARED.use(true);
  }

  @AfterEach
  void forget() {
    TestDataKeys.SHARED.use(false);
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
