package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.CommandSideProcess;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.servers.DataFolder;
import com.geniinow.runtime.servers.LocalServers;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * An erasure with the keys that are stored, in two processes: what one destroys the other forgets.
 * They have a store of their own, as other tests' processes have other keys.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErasureIT {
  private static final Duration LONGEST = Duration.ofMinutes(3);

  /** How long a process that held a key may show what it opens. */
  private static final Duration STALE = Duration.ofSeconds(2);

  private static final String HEAP = "600m";
  private static final String REASON = "SELECT reason FROM brakes WHERE brake_id = ?::uuid";

  private DataFolder data;
  private LocalServers servers;
  private CommandSideProcess one;
  private CommandSideProcess two;
  private JdbcTemplate superuser;
  private WordyAgent agent;
  private WordyAgent elsewhere;

  @BeforeAll
  void twoProcesses() throws IOException {
    data = DataFolder.open(Files.createTempDirectory("genii-erasure-").resolve("data"));
    servers = LocalServers.start(data, line -> {});
    superuser = new JdbcTemplate(new DriverManagerDataSource(servers.superuserJdbcUrl()));
    one = CommandSideProcess.start(EmbeddingCommandSide.class, HEAP, servers);
    two = CommandSideProcess.start(EmbeddingCommandSide.class, HEAP, servers);
    one.ready();
    two.ready();
  }

  @AfterAll
  void stop() {
    for (var process : new CommandSideProcess[] {one, two}) {
      if (process != null) {
        process.close();
      }
    }
    servers.close();
    data.delete();
  }

  @BeforeEach
  void anAgentWithTextEverywhere() {
    agent = WordyAgent.provision(one.port());
    elsewhere = agent.at(two.port());
  }

  @AfterEach
  void letItEnd() {
    superuser.execute("DROP TRIGGER IF EXISTS test_kill ON erasure_runs");
  }

  @Test
  void what_one_process_erases_another_shows_until_then_and_not_two_seconds_later()
      throws Exception {
    var brake = braked("drill of " + agent.id());
    assertThat(keys()).isPositive();
    assertThat(events(elsewhere)).contains(agent.word());
    agent.terminate();
    var begun = agent.erase(false);
    assertThat(begun.status()).as("%s", begun).isEqualTo(202);
    await()
        .atMost(LONGEST)
        .until(
            () -> {
              events(elsewhere);
              return elsewhere.erasure().text("state").equals("done");
            });

    assertGoneSoon(elsewhere, System.nanoTime());
    assertGoneSoon(agent, System.nanoTime());
    assertErased();
    assertThat(superuser.queryForObject(REASON, String.class, brake))
        .as("the certificate says that it stays")
        .isEqualTo("drill of " + agent.id());
    var outside = elsewhere.erasure().body().at("/certificate/outside").toString();
    assertThat(outside)
        .contains(
            "reasons of brakes",
            "what model calls asked and answered",
            "names of models and ids of workers",
            "bytes of deleted files",
            "backups of the database and of its keys");
    var late = elsewhere.api().asAdmin("PATCH", "/api/agents/" + agent.id(), Map.of("name", "x"));
    assertThat(late.status()).as("%s", late).isEqualTo(409);
  }

  @Test
  void one_whose_process_dies_once_the_keys_are_gone_comes_to_its_end_all_the_same()
      throws Exception {
    agent.terminate();
    superuser.execute(
        """
        CREATE OR REPLACE FUNCTION test_kill() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'killed'; END $$;
        CREATE TRIGGER test_kill BEFORE DELETE ON erasure_runs FOR EACH ROW
        EXECUTE FUNCTION test_kill()\
        """);
    assertThat(agent.erase(false).status()).isEqualTo(202);
    await().atMost(LONGEST).until(() -> keys() == 0);
    assertThat(elsewhere.erasure().text("state")).isEqualTo("running");
    assertGoneSoon(elsewhere, System.nanoTime());

    superuser.execute("DROP TRIGGER test_kill ON erasure_runs");
    agent.erased();

    assertErased();
    assertThat(
            count(
                "SELECT count(*) FROM system_events WHERE agent_id = ?"
                    + " AND type LIKE '%AgentErased'"))
        .isEqualTo(1);
  }

  private void assertErased() throws Exception {
    assertThat(keys()).isZero();
    assertThat(agent.tablesWithItsWord(superuser)).isEmpty();
    assertThat(elsewhere.erasure().body()).isEqualTo(agent.erasure().body());
    assertThat(agent.erasure().body().at("/certificate/fingerprints/0").asString())
        .isEqualTo(
            superuser.queryForObject(
                "SELECT fingerprint FROM sealing_keys.of_agents WHERE agent_id = ?",
                String.class,
                agent.id()));
    var verified =
        elsewhere
            .api()
            .asAdmin("POST", "/api/audit/verify", Map.of("scope", List.of("tables", "derived")));
    assertThat(verified.body().path("identical").asBoolean()).as("%s", verified).isTrue();
    Ledgers.assertIntact(elsewhere.api(), List.of(agent.id()));
  }

  /** Whoever asks later than that sees nothing of it. */
  private static void assertGoneSoon(WordyAgent seen, long gone) {
    await()
        .atMost(LONGEST)
        .until(
            () -> {
              var asked = System.nanoTime();
              var shown = events(seen).contains(seen.word());
              assertThat(shown && asked - gone > STALE.toNanos()).isFalse();
              return !shown;
            });
  }

  /** The agent's events as a process shows them, which it always does. */
  private static String events(WordyAgent seen) {
    var path = "/api/audit/agents/" + seen.id() + "/events?limit=100";
    var answer = seen.api().asAdmin("GET", path, null);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body().toString();
  }

  /** Of a brake on the agent that was set and released. */
  private String braked(String reason) {
    var set =
        agent
            .api()
            .asAdmin(
                "POST",
                "/api/brakes",
                Map.of("scope", "agent", "id", agent.id().toString(), "reason", reason));
    assertThat(set.status()).as("%s", set).isEqualTo(200);
    var id = set.text("brake_id");
    agent.api().asAdmin("DELETE", "/api/brakes/" + id + "?reason=over", null);
    return id;
  }

  /** How many of its keys can be unwrapped. */
  private long keys() {
    return count("SELECT count(wrapped) FROM sealing_keys.of_agents WHERE agent_id = ?")
        + count("SELECT count(wrapped) FROM sealing_keys.of_days WHERE agent_id = ?");
  }

  private long count(String sql) {
    var count = superuser.queryForObject(sql, Long.class, agent.id());
    return count == null ? 0 : count;
  }
}
