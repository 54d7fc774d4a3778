package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.servers.DataFolder;
import com.geniinow.runtime.servers.LocalServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A backup is what can be restored: by the scripts, from a system that runs, to a new one. */
class RestoreIT {
  @Test
  void what_a_backup_holds_comes_back_whole_on_an_empty_server_and_works() throws Exception {
    var agent = TestAgent.provision(Map.of());
    var task =
        agent.submit(
            Map.of(
                "type",
                "simulate",
                "payload",
                Map.of("duration_ms", 1, "tokens", 7),
                "estimated_tokens",
                10));
    agent.awaitTask(task.text("task_id"), "completed");
    remember(agent);
    var quota = agent.quota().body();
    var running = RunningSystem.get().services();
    var folder = Files.createTempDirectory("genii-restore-");
    try (var fresh = LocalServers.start(folder.resolve("data"), line -> {})) {
      var file = folder.resolve("backup").toString();
      assertThat(Backups.script("backup", file, "GENII_BACKUP_URL", running)).contains("wrote");
      var before = rowsOf(running, agent.id());
      assertThat(Backups.script("restore", file, "GENII_RESTORE_URL", fresh))
          .contains("restore: done");
      assertThat(rowsOf(fresh, agent.id()))
          .isEqualTo(before)
          .containsKeys(
              "agents",
              "agent_tasks",
              "domain_event_entry",
              "ledger_entries",
              "agent_memory_kv",
              "agent_memories",
              "agent_memory_vectors",
              "agent_memory_words");
      var jobs = "SELECT string_agg(jobname || schedule || username, ',' ORDER BY 1) FROM cron.job";
      assertThat(Backups.value(fresh, jobs))
          .isEqualTo(Backups.value(running, jobs))
          .contains("genii-");
      assertThat(Backups.script("restore", file, "GENII_RESTORE_URL", fresh))
          .contains("please give an empty one");

      worksOver(fresh, folder, agent, quota);
    } finally {
      DataFolder.open(folder.resolve("data")).delete();
    }
  }

  private static void remember(TestAgent agent) {
    var memory = "/api/agents/" + agent.id() + "/memory/";
    assertThat(agent.token().put(memory + "k", Map.of("value", 7)).status()).isEqualTo(200);
    var text = Map.of("text", "this outlives the server", "metadata", Map.of("kind", "note"));
    assertThat(agent.token().post(memory + "embed", text).status()).isEqualTo(201);
  }

  /** The services start on it, show what was, and go on from there. */
  private void worksOver(LocalServers fresh, Path folder, TestAgent agent, JsonNode quota)
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
      var caller = agent.token().at("http://127.0.0.1:" + port);
      assertThat(caller.get("/api/agents/" + agent.id() + "/quota").body()).isEqualTo(quota);
      var memory = "/api/agents/" + agent.id() + "/memory/";
      assertThat(caller.get(memory + "k").body().path("value").asInt()).isEqualTo(7);
      var found = caller.post(memory + "search", Map.of("query", "what outlives?"));
      assertThat(found.body().path("results").path(0).path("text").asString())
          .isEqualTo("this outlives the server");
      var task = Map.of("type", "simulate", "payload", Map.of(), "estimated_tokens", 10);
      assertThat(caller.post("/api/tasks", task).status()).isEqualTo(202);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  Backups.value(
                          fresh,
                          "SELECT count(*) FROM agent_tasks WHERE status = 'completed'"
                              + " AND agent_id = '"
                              + agent.id()
                              + "'")
                      .equals("2"));
    } finally {
      system.destroy();
      system.waitFor();
    }
  }

  /** A digest of the agent's rows, for each table that has some. */
  private static Map<String, String> rowsOf(LocalServers services, UUID agent) throws SQLException {
    Map<String, String> digests = new TreeMap<>();
    for (var table : tablesOfAgents(services)) {
      var digest =
          Backups.value(
              services,
              "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM %s t WHERE agent_id = '%s'"
                  .formatted(table, agent));
      if (digest != null) {
        digests.put(table, digest);
      }
    }
    return digests;
  }

  private static List<String> tablesOfAgents(LocalServers services) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (var connection = DriverManager.getConnection(services.superuserJdbcUrl());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT c.table_name FROM information_schema.columns c
                JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE c.table_schema = 'public' AND c.column_name = 'agent_id'
                  AND t.table_type = 'BASE TABLE'\
                """)) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }
}
