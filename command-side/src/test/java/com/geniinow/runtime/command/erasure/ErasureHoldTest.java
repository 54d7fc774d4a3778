package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.agent.ErasedText;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A legal hold stops an erasure wherever it is, until it is released. */
@RuntimeTest
class ErasureHoldTest {
  @LocalServerPort int port;
  @Autowired AgentLine line;
  @Autowired ErasureJob job;
  @Autowired ErasureTable runs;

  private WordyAgent agent;

  @BeforeEach
  void anAgentThatIsTerminated() {
    TestDataKeys.SHARED.use(true);
    agent = WordyAgent.provision(port);
    agent.terminate();
  }

  @AfterEach
  void forget() {
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_hold ON erasure_runs");
    agent.api().asAdmin("DELETE", hold(), null);
    TestDataKeys.SHARED.use(false);
    agent.forget();
    Replayed.assertLiveEqualsReplay(agent.api());
  }

  @Test
  void one_that_is_under_way_rests_with_its_keys_and_goes_on_afterwards() {
    stopAfter(1);
    var erasure = UUID.fromString(agent.erase(false).text("erasure_id"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                Superuser.count(
                        "SELECT count(*) FROM erasure_runs WHERE agent_id = ? AND step = 1",
                        agent.id())
                    == 1);
    assertThat(agent.erasure().body().path("held").asBoolean(true)).isFalse();
    hold("case 7");
    Superuser.jdbc().execute("DROP TRIGGER test_hold ON erasure_runs");

    refused(new EraseText(agent.id(), ErasedText.TASKS, List.of(UUID.randomUUID()), Instant.now()));
    refused(new DropAnswers(agent.id(), Instant.now()));
    refused(new FinishErasure(agent.id(), erasure, SealedThrough.NOWHERE, Instant.now()));
    assertThat(TestDataKeys.SHARED.find(agent.id(), LocalDate.now(ZoneOffset.UTC))).isPresent();
    assertThat(runs.mayGoOn(erasure)).isFalse();
    job.run();
    assertThat(agent.erasure().text("state")).isEqualTo("running");
    assertThat(agent.erasure().body().path("held").asBoolean(false)).isTrue();

    assertThat(agent.api().asAdmin("DELETE", hold(), null).status()).isEqualTo(204);
    assertThat(agent.erased().body().path("held").asBoolean(true)).isFalse();
    assertThat(agent.tablesWithItsWord()).isEmpty();
  }

  @Test
  void while_it_rests_nothing_is_due() {
    stopAfter(1);
    agent.erase(false);
    var due = "SELECT count(*) FROM %s AND r.agent_id = ?".formatted(ErasureTable.DUE);
    assertThat(job.due()).hasValueSatisfying(d -> assertThat(d.sql()).contains(ErasureTable.DUE));
    assertThat(Superuser.count(due, agent.id())).isEqualTo(1);

    hold("case 7");
    assertThat(Superuser.count(due, agent.id())).isZero();

    Superuser.jdbc().execute("DROP TRIGGER test_hold ON erasure_runs");
    assertThat(agent.api().asAdmin("DELETE", hold(), null).status()).isEqualTo(204);
    agent.erased();
  }

  @Test
  void a_dry_run_counts_all_the_same_and_says_so() {
    assertThat(agent.erase(true).body().path("held").asBoolean(true)).isFalse();
    hold("case 7");

    var found = agent.erase(true);

    assertThat(found.status()).as("%s", found).isEqualTo(200);
    assertThat(found.body().path("held").asBoolean(false)).isTrue();
    assertThat(found.body().at("/would_erase/tasks").asInt()).isEqualTo(3);
    assertThat(agent.erase(false).text("reason")).isEqualTo("legal_hold");
  }

  private void refused(AgentCommand<?> command) {
    assertThatThrownBy(() -> line.send(command))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal()).isInstanceOf(Refusal.LegalHold.class));
  }

  /** No step after this one is counted as done. */
  private static void stopAfter(int step) {
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_hold() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'stopped'; END $$;
            CREATE TRIGGER test_hold BEFORE UPDATE ON erasure_runs FOR EACH ROW
            WHEN (NEW.step > %d) EXECUTE FUNCTION test_hold()\
            """
                .formatted(step));
  }

  private void hold(String reason) {
    assertThat(agent.api().asAdmin("POST", hold(), Map.of("reason", reason)).status())
        .isEqualTo(200);
  }

  private String hold() {
    return "/api/entities/" + agent.entity() + "/legal-hold";
  }
}
