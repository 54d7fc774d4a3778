package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any past moment, and proof that nothing was altered: as an auditor would ask for it. */
class AuditAcceptanceTest {
  @TempDir Path folder;

  @Test
  void an_exported_ledger_is_proven_intact_without_the_system_and_a_changed_one_is_not()
      throws Exception {
    var agent = worked();
    var export = folder.resolve("ledger.ndjson");
    assertThat(export(Caller.founder(agent.entityId()), agent, export)).isEqualTo(200);
    var lines = Files.readAllLines(export);
    assertThat(lines).hasSizeGreaterThanOrEqualTo(5);
    assertThat(Ledgers.verify(export)).isEqualTo("0 " + lines.size() + " entries, intact");

    var changed = new ArrayList<>(lines);
    changed.set(
        2,
        lines.get(2).replaceFirst("\"estimated_tokens\":\"\\d+\"", "\"estimated_tokens\":\"1\""));
    assertThat(changed).isNotEqualTo(lines);
    Files.write(export, changed);
    assertThat(Ledgers.verify(export)).startsWith("1 broken at entry 3: changed");
    var removed = new ArrayList<>(lines);
    removed.remove(3);
    Files.write(export, removed);
    assertThat(Ledgers.verify(export)).startsWith("1 broken at entry 4: removed");
  }

  @Test
  void an_export_is_for_the_founder_and_administrators() throws Exception {
    var agent = TestAgent.provision(Map.of());
    var file = folder.resolve("x");
    assertThat(export(Caller.admin(), agent, file)).isEqualTo(200);
    assertThat(export(agent.token(), agent, file)).isEqualTo(403);
    assertThat(export(Caller.founder(UUID.randomUUID()), agent, file)).isEqualTo(403);
    assertThat(Caller.admin().get("/api/agents/" + UUID.randomUUID() + "/ledger/export").status())
        .isEqualTo(404);
  }

  @Test
  void a_past_state_is_answered_with_the_names_of_the_routes() {
    var agent = TestAgent.provision(Map.of());
    var before = agent.quota().body();
    var then = Instant.now().truncatedTo(ChronoUnit.MICROS);
    var task = agent.submit(Map.of("type", "simulate", "estimated_tokens", 7)).text("task_id");
    agent.awaitTask(task, "completed");

    var past = Caller.admin().get("/api/audit/agents/" + agent.id() + "?as_of=" + then);
    assertThat(past.status()).isEqualTo(200);
    assertThat(past.body().path("quota")).isEqualTo(before);
    assertThat(past.body().at("/agent/status").asString()).isEqualTo("active");
    assertThat(past.body().path("open_tasks")).isEmpty();
    assertThat(past.body().at("/last_event/type").asString()).isEqualTo("QuotaOpened");
    var events = Caller.admin().get("/api/audit/agents/" + agent.id() + "/events");
    assertThat(events.body().path("items").findValuesAsString("type"))
        .startsWith("AgentProvisioned", "QuotaOpened")
        .contains("TaskSubmitted", "UsageReserved", "TaskStarted", "TaskCompleted");
  }

  @Test
  void a_replay_of_everything_agrees_with_the_live_tables() {
    worked();
    var answer = Caller.admin().post("/api/audit/verify", Map.of());
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().path("drift")).isEmpty();
    assertThat(answer.body().path("identical").asBoolean()).isTrue();
    assertThat(answer.body().at("/tables/agent_tasks/rows").asLong()).isPositive();
    assertThat(answer.body().at("/tables/agent_tasks/differing").asLong()).isZero();
  }

  @Test
  void the_command_line_form_says_so_and_puts_right_what_was_damaged() throws Exception {
    var agent = worked();
    assertThat(store()).startsWith("0 ").contains("agent_tasks").endsWith("identical");

    Sql.run("UPDATE agent_tasks SET tokens_used = 999 WHERE agent_id = '" + agent.id() + "'");
    assertThat(store())
        .startsWith("1 ")
        .contains("DIFFERENT", "\"tokens_used\":{\"live\":\"999\"", agent.id().toString());
    assertThat(store("--rebuild"))
        .startsWith("0 ")
        .contains("put right: {\"agent_tasks\":1}")
        .endsWith("identical");
    assertThat(store("--cancel")).startsWith("2 ").contains("No verification");
  }

  private static String store(String... options) throws Exception {
    var command = new ArrayList<>(List.of("../verify-store"));
    command.addAll(List.of(options));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GENII_URL", RunningSystem.get().url());
    builder.environment().put("GENII_TOKEN", Caller.admin().token());
    return Ledgers.outcome(builder);
  }

  private static TestAgent worked() {
    var agent = TestAgent.provision(Map.of());
    var task = agent.submit(Map.of("type", "simulate", "estimated_tokens", 7)).text("task_id");
    agent.awaitTask(task, "completed");
    return agent;
  }

  private static int export(Caller caller, TestAgent agent, Path file) throws Exception {
    return Ledgers.export(caller, "/api/agents/" + agent.id() + "/ledger/export", file);
  }
}
