package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is still told of an erased agent: the same figures as before, and null where text was. */
@RuntimeTest
class ErasedReadsTest {
  @LocalServerPort int port;
  @TempDir Path folder;

  private WordyAgent agent;

  /** When everything had been said, and nothing had ended. */
  private Instant then;

  @BeforeEach
  void anAgentWithTextEverywhere() {
    TestDataKeys.SHARED.use(true);
    agent = WordyAgent.provision(port);
    then = Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  @AfterEach
  void forget() {
    try {
      Replayed.assertLiveEqualsReplay(agent.api());
    } finally {
      TestDataKeys.SHARED.use(false);
      agent.forget();
    }
  }

  @Test
  void as_of_a_moment_before_its_erasure_its_text_is_null_too() {
    var path = "/api/audit/agents/" + agent.id() + "?as_of=" + then;
    var before = get(path);
    assertThat(before.at("/agent/name").asString()).isEqualTo(agent.word() + " 2");
    assertThat(before.at("/open_tasks/0/labels").toString()).contains(agent.word());
    assertThat(before.at("/schedules/0/task").toString()).contains(agent.word());
    agent.terminate();
    agent.eraseToItsEnd();

    var past = get(path);

    assertThat(past.toString()).doesNotContain(agent.word());
    assertThat(past.at("/agent/name").isNull()).isTrue();
    assertThat(past.at("/agent/status").asString()).as("it is the past").isEqualTo("active");
    assertThat(past.path("open_tasks")).hasSize(1);
    assertThat(past.at("/open_tasks/0/task_id")).isEqualTo(before.at("/open_tasks/0/task_id"));
    assertThat(past.at("/open_tasks/0/labels")).isEmpty();
    assertThat(past.at("/schedules/0/task").isNull()).isTrue();
    assertThat(past.path("as_of")).isEqualTo(before.path("as_of"));
    for (var figure : List.of("monthly_tokens_used", "monthly_tokens_reserved")) {
      assertThat(past.path("quota").path(figure)).isEqualTo(before.path("quota").path(figure));
    }
  }

  @Test
  void its_entity_s_report_has_the_same_figures_and_no_name() throws Exception {
    var from = then.minus(Duration.ofDays(1));
    var path = "/api/entities/%s/report?from=%s&to=%s".formatted(agent.entity(), from, then);
    var expected = get(path);
    var reported = (ObjectNode) expected.at("/agents/0");
    assertThat(reported.path("name").asString()).contains(agent.word());
    assertThat(reported.at("/submitted/count").asInt()).isEqualTo(3);
    reported.putNull("name").put("status", "terminated");
    agent.terminate();
    agent.eraseToItsEnd();

    assertThat(get(path)).isEqualTo(expected);
    var table = Ledgers.export(agent.api(), path + "&format=csv", folder.resolve("report.csv"));
    assertThat(Files.readString(table))
        .contains(agent.id() + ",,tasks_submitted,")
        .doesNotContain(agent.word());
  }

  @Test
  void what_tighter_limits_would_have_made_of_it_is_the_same_as_before() {
    var asked = Map.of("agent_id", agent.id(), "period", Window.MONTH.of(then));
    var tight =
        Map.of(
            "agent_id",
            agent.id(),
            "period",
            Window.MONTH.of(then),
            "limits",
            Map.of("monthly_token_limit", 1));
    agent.terminate();
    var before = whatIf(asked);
    var refused = whatIf(tight);
    assertThat(before.path("admitted").asInt()).isPositive();
    assertThat(refused.path("refused").asInt()).isPositive();
    agent.eraseToItsEnd();

    assertThat(whatIf(asked)).isEqualTo(before);
    assertThat(whatIf(tight)).isEqualTo(refused);
  }

  @Test
  void its_export_holds_what_is_left() throws Exception {
    var before = exported("before.zip");
    assertThat(before.keySet()).anyMatch(name -> name.startsWith("files/"));
    for (var name :
        List.of(
            "agent",
            "tasks",
            "schedules",
            "webhooks",
            "files",
            "keys",
            "usage",
            "events",
            "limit_raises",
            "memory_keys",
            "memories")) {
      assertThat(before.get(name + ".ndjson")).as(name).contains(agent.word());
    }
    agent.terminate();
    agent.eraseToItsEnd();

    var after = exported("after.zip");

    assertThat(after.keySet()).noneMatch(name -> name.startsWith("files/"));
    after.forEach((name, text) -> assertThat(text).as(name).doesNotContain(agent.word()));
    assertThat(lines(after, "agent"))
        .singleElement()
        .satisfies(row -> assertThat(row.path("name").isNull()).isTrue());
    assertThat(lines(after, "tasks"))
        .hasSize(3)
        .allSatisfy(
            row -> {
              assertThat(row.path("payload").isNull()).isTrue();
              assertThat(row.path("result").isNull()).isTrue();
              assertThat(row.path("error").isNull()).isTrue();
              assertThat(row.path("payload_sha256").asString()).hasSize(64);
            });
    assertThat(lines(after, "usage")).hasSizeGreaterThanOrEqualTo(lines(before, "usage").size());
    assertThat(lines(after, "erasure")).hasSize(1);
    assertThat(lines(after, "memories")).isEmpty();
    assertThat(lines(after, "memory_keys")).isEmpty();
    assertThat(lines(after, "events")).hasSizeGreaterThan(lines(before, "events").size());
    var ledger = Files.writeString(folder.resolve("of.ndjson"), after.get("ledger.ndjson"));
    assertThat(Ledgers.verdict(ledger, null)).contains("entries, intact");
  }

  @Test
  void founders_and_auditors_of_its_entity_see_how_far_it_is_and_nobody_else_does() {
    agent.terminate();
    agent.eraseToItsEnd();
    var api = agent.api();
    var path = "/api/agents/" + agent.id() + "/erase";
    var seen = get(path);
    var other = UUID.randomUUID();

    for (var answer :
        List.of(
            api.asFounder(agent.entity(), "GET", path, null),
            api.asAuditor(agent.entity(), "GET", path, null),
            api.asAuditor(null, "GET", path, null))) {
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(seen);
    }
    for (var answer :
        List.of(
            api.asFounder(other, "GET", path, null),
            api.asAuditor(other, "GET", path, null),
            api.asAgent(agent.id(), "GET", path, null),
            api.asWorker("GET", path, null))) {
      assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    }
  }

  private JsonNode get(String path) {
    var answer = agent.api().asAdmin("GET", path, null);
    assertThat(answer.status()).as("%s: %s", path, answer).isEqualTo(200);
    return answer.body();
  }

  private JsonNode whatIf(Map<String, ?> asked) {
    var answer = agent.api().asAdmin("POST", "/api/audit/what-if", asked);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body();
  }

  private Map<String, String> exported(String name) throws IOException {
    var path = "/api/agents/" + agent.id() + "/export";
    var file = Ledgers.export(agent.api(), path, folder.resolve(name));
    Map<String, String> entries = new TreeMap<>();
    try (var zip = new ZipInputStream(Files.newInputStream(file))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  private static List<JsonNode> lines(Map<String, String> entries, String name) {
    return entries
        .getOrDefault(name + ".ndjson", "")
        .lines()
        .map(line -> Json.mapper().readTree(line))
        .toList();
  }
}
