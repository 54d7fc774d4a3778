package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an auditor of one entity asks for, and how it is proven without the system. */
class EvidenceAcceptanceTest {
  @TempDir Path folder;

  @Test
  void an_auditor_sees_its_entity_and_changes_nothing() {
    var agent = worked();
    var stranger = TestAgent.provision(Map.of());
    var auditor = Caller.auditor(agent.entityId());

    assertThat(auditor.get("/api/agents/" + agent.id()).status()).isEqualTo(200);
    assertThat(auditor.get("/api/agents/" + stranger.id()).status()).isEqualTo(403);
    assertThat(
            auditor.post("/api/agents/" + agent.id() + "/suspend", Map.of("reason", "r")).status())
        .isEqualTo(403);
    var verified = auditor.post("/api/audit/verify?entity_id=" + agent.entityId(), Map.of());
    assertThat(verified.status()).as("%s", verified.body()).isEqualTo(200);
    assertThat(verified.body().path("identical").asBoolean()).isTrue();
  }

  @Test
  void an_entity_s_export_is_proven_by_the_published_key_and_a_changed_one_is_not()
      throws Exception {
    var agent = worked();
    var auditor = Caller.auditor(agent.entityId());
    var key = auditor.get("/api/audit/keys").body().at("/items/0/public_key").asString();
    var export = folder.resolve("entity.ndjson");
    var path = "/api/entities/" + agent.entityId() + "/ledger/export";
    assertThat(Ledgers.export(auditor, path, export)).isEqualTo(200);

    assertThat(verify(export, key)).startsWith("0 1 chains, ").contains("intact", "signed by");
    var lines = new ArrayList<>(Files.readAllLines(export));
    // What is newer than the checkpoint is only chained: of that the last could be left out.
    lines.remove(lines.size() - 2);
    Files.write(export, lines);
    assertThat(verify(export, key)).doesNotStartWith("0 ");
  }

  @Test
  void figures_name_what_they_count_and_nothing_changed_is_what_happened() {
    var agent = worked();
    var auditor = Caller.auditor(agent.entityId());
    var report = auditor.get("/api/entities/" + agent.entityId() + "/report").body();
    var submitted = report.at("/agents/0/submitted");

    var listed = auditor.get(submitted.path("query").asString()).body().path("items");
    assertThat(listed).hasSize(submitted.path("count").asInt()).hasSize(1);
    var asked = Map.of("agent_id", agent.id(), "period", YearMonth.now(ZoneOffset.UTC).toString());
    var answer = auditor.post("/api/audit/what-if", asked);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().path("admitted").asInt()).isEqualTo(1);
    assertThat(answer.body().path("refused").asInt()).isZero();
  }

  private static String verify(Path export, String key) throws Exception {
    var command = List.of("../verify-ledger", export.toString(), "--entity", "--key", key);
    return Ledgers.outcome(new ProcessBuilder(command).redirectErrorStream(true));
  }

  private static TestAgent worked() {
    var agent = TestAgent.provision(Map.of());
    var task = agent.submit(Map.of("type", "simulate", "estimated_tokens", 7)).text("task_id");
    agent.awaitTask(task, "completed");
    return agent;
  }
}
