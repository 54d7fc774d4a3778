package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.servers.DataFolder;
import com.geniinow.runtime.servers.LocalServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An erasure outlives a backup from before it: what comes back is erased again. */
class RestoreErasesAgainIT {
  private static final String TABLES =
      """
      SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
      WHERE table_type = 'BASE TABLE'
        AND table_schema NOT IN ('pg_catalog', 'information_schema')\
      """;

  private final String word = "canary" + UUID.randomUUID().toString().replace("-", "");
  private final LocalServers running = RunningSystem.get().services();

  @Test
  void who_was_erased_after_the_backup_is_erased_again_before_anybody_is_answered()
      throws Exception {
    var agent = speaking();
    var late = speaking();
    var other = TestAgent.provision(Map.of());
    var kept = other.submit(task("stays")).text("task_id");
    other.awaitTask(kept, "completed");
    var folder = Files.createTempDirectory("genii-restore-");
    try (var fresh = LocalServers.start(folder.resolve("data"), line -> {})) {
      var file = folder.resolve("before").toString();
      assertThat(Backups.script("backup", file, "GENII_BACKUP_URL", running)).contains("wrote");
      erase(agent);
      assertThat(lists("backup", folder, "GENII_BACKUP_URL", running)).contains("destroyed by now");
      erase(late);
      var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
      assertThat(lists("backup", elsewhere, "GENII_BACKUP_URL", running))
          .contains("destroyed by now");

      assertThat(Backups.script("restore", file, "GENII_RESTORE_URL", fresh))
          .contains("keys that were destroyed since are destroyed again")
          .contains("1 agents that were erased since are erased again")
          .doesNotContain("STORED CLEAR")
          .contains("restore: done");
      assertThat(holding(fresh)).as("they come back first").contains("public.agents");
      assertThat(lists("restore", elsewhere, "GENII_RESTORE_URL", fresh))
          .contains("2 agents that were erased since are erased again")
          .contains("restore: done");

      areErasedOn(fresh, folder, List.of(agent, late), other, kept);
    } finally {
      DataFolder.open(folder.resolve("data")).delete();
    }
  }

  /** The lists of what was destroyed alone, as beside backups that are somebody else's. */
  private static String lists(String script, Path folder, String variable, LocalServers services)
      throws Exception {
    return Backups.script(script, List.of("--lists", folder.toString()), variable, services);
  }

  private Map<String, ?> task(String text) {
    return Map.of(
        "type",
        "simulate",
        "payload",
        Map.of("ask", text),
        "estimated_tokens",
        10,
        "labels",
        Map.of("of", text));
  }

  /** An agent with the word wherever one can stand. */
  private TestAgent speaking() {
    var agent = TestAgent.provision(Map.of());
    var path = "/api/agents/" + agent.id();
    assertThat(Caller.admin().patch(path, Map.of("name", word)).status()).isEqualTo(200);
    agent.awaitTask(agent.submit(task(word)).text("task_id"), "completed");
    var key = agent.token().put(path + "/memory/" + word, Map.of("value", word));
    assertThat(key.status()).isEqualTo(200);
    var memory = agent.token().post(path + "/memory/embed", Map.of("text", "a " + word));
    assertThat(memory.status()).isEqualTo(201);
    var file =
        agent.token().upload(agent.id(), word + ".txt", word.getBytes(StandardCharsets.UTF_8));
    assertThat(file.status()).isEqualTo(201);
    return agent;
  }

  private void erase(TestAgent agent) {
    var path = "/api/agents/" + agent.id();
    var admin = Caller.admin();
    assertThat(admin.post(path + "/terminate", Map.of("reason", word)).status()).isEqualTo(200);
    assertThat(admin.post(path + "/erase", Map.of("reason", "asked for")).status()).isEqualTo(202);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> admin.get(path + "/erase").text("state").equals("done"));
  }

  private void areErasedOn(
      LocalServers fresh, Path folder, List<TestAgent> agents, TestAgent other, String kept)
      throws Exception {
    var port = LocalSystem.freePort();
    var log = folder.resolve("up.log");
    var system = Backups.launch(fresh, folder, port, log);
    try {
      await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () -> {
                assertThat(system.isAlive()).as("it runs").isTrue();
                return Files.readString(log).contains("ready:");
              });
      var admin = Caller.admin().at("http://127.0.0.1:" + port);

      assertThat(admin.get("/actuator/health/readiness").status()).isEqualTo(200);
      assertThat(holding(fresh)).isEmpty();
      agents.forEach(agent -> isErased(admin, agent));

      assertThat(admin.get("/api/tasks/" + kept).body().path("payload").toString())
          .contains("stays");
      for (var agent : List.of(agents.getFirst(), agents.getLast(), other)) {
        var entity = agent.entityId();
        var verified = admin.post("/api/audit/verify?entity_id=" + entity, Map.of());
        assertThat(verified.body().path("drift")).isEmpty();
        assertThat(verified.body().path("identical").asBoolean()).isTrue();
      }
    } finally {
      system.destroy();
      system.waitFor();
    }
  }

  private static void isErased(Caller admin, TestAgent agent) {
    var path = "/api/agents/" + agent.id();
    var shown = admin.get(path).body();
    assertThat(shown.path("status").asString()).isEqualTo("terminated");
    assertThat(shown.path("name").isNull()).isTrue();
    var erasure = admin.get(path + "/erase").body();
    assertThat(erasure.path("state").asString()).isEqualTo("done");
    assertThat(erasure.at("/certificate/requested_by").asString()).isEqualTo("runtime");
    assertThat(erasure.at("/certificate/fingerprints")).isNotEmpty();
  }

  /** The tables that hold the word, as it is or as bytes. */
  private List<String> holding(LocalServers services) throws SQLException {
    var holding = new ArrayList<String>();
    var bytes = HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8));
    try (var connection = DriverManager.getConnection(services.superuserJdbcUrl());
        var statement = connection.createStatement()) {
      var tables = new ArrayList<String>();
      try (var rows = statement.executeQuery(TABLES)) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      for (var table : tables) {
        var sql =
            "SELECT EXISTS (SELECT FROM %s t WHERE strpos(t::text, '%s') > 0 OR strpos(t::text, '%s') > 0)"
                .formatted(table, word, bytes);
        try (var found = statement.executeQuery(sql)) {
          found.next();
          if (found.getBoolean(1)) {
            holding.add(table);
          }
        }
      }
    }
    return holding;
  }
}
