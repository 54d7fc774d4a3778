package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.CommandSideProcess;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.servers.DataFolder;
import com.geniinow.runtime.servers.LocalServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * SIGKILL at ten places of an erasure, each with an agent of its own: at every step and between
 * batches. Another process brings each to the same end. They have a store of their own, as other
 * tests' processes have other keys.
 */
class KilledErasureIT {
  private static final String HEAP = "600m";
  private static final long LONGEST_SECONDS = 120;

  /** Whose labels are more than one batch takes: 3 and 34 times 16. */
  private static final int LABELLED = DyingEraser.PLACES.indexOf("batch 2");

  private static final String BATCHES =
      """
      SELECT format('%s %s', details::json ->> 'of', details::json ->> 'rows')
      FROM ledger_entries WHERE agent_id = ? AND type = 'text_erased' ORDER BY sequence\
      """;

  private JdbcTemplate superuser;

  @Test
  void wherever_it_was_when_it_was_killed_another_process_comes_to_the_same_end() throws Exception {
    var data = DataFolder.open(Files.createTempDirectory("genii-killed-erasure-").resolve("data"));
    try (var servers = LocalServers.start(data, line -> {})) {
      superuser = new JdbcTemplate(new DriverManagerDataSource(servers.superuserJdbcUrl()));
      var agents = killed(servers);
      assertStopped(agents);
      try (var next = CommandSideProcess.start(EmbeddingCommandSide.class, HEAP, servers).ready()) {
        for (var agent : agents) {
          assertErased(agent.at(next.port()));
        }
        assertThat(batches(agents.get(LABELLED)))
            .as("none twice")
            .startsWith("tasks 37", "labels 500", "labels 47")
            .doesNotHaveDuplicates();
        assertWhole(new Api(next.port()), agents);
      }
      assertThat(holding(data.path().resolve("objects"), agents)).isEmpty();
    } finally {
      data.delete();
    }
  }

  /** Agents whose erasures one process had begun, in the order of the places where it was. */
  private static List<WordyAgent> killed(LocalServers servers) throws Exception {
    try (var dying = CommandSideProcess.start(DyingEraser.class, HEAP, servers).ready()) {
      var agents = Parallel.all(DyingEraser.PLACES.size(), n -> WordyAgent.provision(dying.port()));
      for (var n = 0; n < 34; n++) {
        agents.get(LABELLED).submitLabelled(16);
      }
      agents.forEach(WordyAgent::terminate);
      for (var agent : agents) {
        var begun = agent.erase(false);
        assertThat(begun.status()).as("%s", begun).isEqualTo(202);
      }
      assertThat(dying.process().waitFor(LONGEST_SECONDS, TimeUnit.SECONDS))
          .as("all stop: %s", dying.log())
          .isTrue();
      assertThat(dying.process().exitValue()).isEqualTo(137);
      assertThat(Files.readString(dying.log()))
          .contains(DyingEraser.PLACES.stream().map(DyingEraser::stopped).toList());
      return agents;
    }
  }

  /** So many steps were counted when it was killed, and in the first two so many batches done. */
  private void assertStopped(List<WordyAgent> agents) {
    assertThat(agents)
        .extracting(
            agent ->
                superuser.queryForObject(
                    "SELECT step FROM erasure_runs WHERE agent_id = ?", Integer.class, agent.id()))
        .containsExactly(0, 0, 0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(batches(agents.getFirst())).containsExactly("tasks 3");
    assertThat(batches(agents.get(LABELLED))).containsExactly("tasks 37", "labels 500");
    assertThat(agents).extracting(this::ends).containsOnly(0L);
    assertThat(keys(agents.getFirst())).isPositive();
    assertThat(keys(agents.getLast())).as("they go before it is said").isZero();
  }

  private void assertErased(WordyAgent agent) {
    var done = agent.erased();
    assertThat(done.body().at("/certificate/fingerprints/0").asString())
        .isEqualTo(
            superuser.queryForObject(
                "SELECT fingerprint FROM sealing_keys.of_agents WHERE agent_id = ?",
                String.class,
                agent.id()));
    assertThat(keys(agent)).isZero();
    assertThat(ends(agent)).isEqualTo(1);
    assertThat(agent.tablesWithItsWord(superuser)).isEmpty();
    var events = "/api/audit/agents/" + agent.id() + "/events?limit=100";
    var shown = agent.api().asAdmin("GET", events, null);
    assertThat(shown.status()).as("%s", shown).isEqualTo(200);
    assertThat(shown.body().toString()).doesNotContain(agent.word());
  }

  /** Live, replayed and chained as if nobody had been killed. */
  private static void assertWhole(Api api, List<WordyAgent> agents) throws Exception {
    var scope = Map.of("scope", List.of("tables", "derived", "files", "memories"));
    var verified = api.asAdmin("POST", "/api/audit/verify", scope);
    assertThat(verified.status()).as("%s", verified).isEqualTo(200);
    assertThat(verified.body().path("drift")).isEmpty();
    assertThat(verified.body().path("identical").asBoolean()).as("%s", verified).isTrue();
    Ledgers.assertIntact(api, agents.stream().map(WordyAgent::id).toList());
  }

  /** The files of the object store that have the word of any of them. */
  private static List<Path> holding(Path objects, List<WordyAgent> agents) throws IOException {
    try (var files = Files.walk(objects)) {
      var all = files.filter(Files::isRegularFile).toList();
      assertThat(all).as("the bucket's own at least").isNotEmpty();
      return all.stream().filter(file -> holds(file, agents)).toList();
    }
  }

  private static boolean holds(Path file, List<WordyAgent> agents) {
    try {
      var content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return agents.stream().anyMatch(agent -> content.contains(agent.word()));
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  private List<String> batches(WordyAgent agent) {
    return superuser.queryForList(BATCHES, String.class, agent.id());
  }

  /** How often it is said that it is over. */
  private long ends(WordyAgent agent) {
    return count(
        "SELECT count(*) FROM system_events WHERE agent_id = ? AND type LIKE '%AgentErased'",
        agent);
  }

  /** How many of its keys can be unwrapped. */
  private long keys(WordyAgent agent) {
    return count("SELECT count(wrapped) FROM sealing_keys.of_agents WHERE agent_id = ?", agent)
        + count("SELECT count(wrapped) FROM sealing_keys.of_days WHERE agent_id = ?", agent);
  }

  private long count(String sql, WordyAgent agent) {
    var count = superuser.queryForObject(sql, Long.class, agent.id());
    return count == null ? 0 : count;
  }
}
