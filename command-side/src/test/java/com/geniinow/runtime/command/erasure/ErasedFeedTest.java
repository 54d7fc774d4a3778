package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What a SIEM is told of an erased agent is what its ledger says. */
@RuntimeTest
class ErasedFeedTest {
  private static final JwtMinter TOKENS = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC());
  private static final Duration SOON = Duration.ofSeconds(90);

  @LocalServerPort int port;
  @Autowired TextOfBefore text;
  @Autowired TestClock clock;
  @Autowired RetentionJob job;

  private WordyAgent agent;

  private void provision(boolean isSealed) {
    TestDataKeys.SHARED.use(isSealed);
    agent = WordyAgent.provision(port);
    agent.terminate();
    TestDataKeys.SHARED.use(true);
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
  void acts_that_were_always_sealed_are_told_alike_before_and_after() throws Exception {
    provision(true);
    var before = asInTheLedger();
    agent.eraseToItsEnd();

    var after = asInTheLedger();

    assertThat(after).containsAllEntriesOf(before);
    assertThat(after.toString()).doesNotContain(agent.word(), "\"redacted\":");
  }

  @Test
  void what_is_redacted_in_the_ledger_is_so_here_while_its_key_is_there_and_after()
      throws Exception {
    provision(false);
    assertThat(asInTheLedger().toString()).contains(agent.word());
    while (text.isClear(agent.id())) {
      text.sealSome(agent.id());
    }
    assertThat(asInTheLedger().toString()).contains(agent.word());

    var redacted = 0;
    for (int some = text.redactSome(agent.id()); some > 0; some = text.redactSome(agent.id())) {
      redacted += some;
    }

    assertThat(redacted).isPositive();
    assertRedacted();
    agent.eraseToItsEnd();
    assertRedacted();
  }

  /** Who did it is told all the same: that isn't erased. */
  private void assertRedacted() throws Exception {
    assertThat(asInTheLedger().toString()).contains("\"redacted\":").doesNotContain(agent.word());
    var suspended =
        lines("ocsf").stream()
            .filter(line -> line.at("/metadata/event_code").asString().equals("agent_suspended"))
            .toList();
    assertThat(suspended).hasSize(1);
    assertThat(suspended.getFirst().at("/unmapped/details").has("redacted")).isTrue();
    assertThat(suspended.getFirst().at("/actor/user/uid").asString()).isEqualTo("tests");
  }

  @Test
  void who_asked_for_an_erasure_is_the_actor_of_each_part_of_it() throws Exception {
    provision(true);
    agent.eraseToItsEnd();

    assertActor(agent, "tests", "erasure_started", "text_erased", "agent_erased");
  }

  @Test
  void what_a_retention_erases_is_the_runtime_s_act() throws Exception {
    provision(true);
    var old = OldTasks.submit(agent.api(), clock);
    try {
      old.giveUp();
      await().atMost(SOON).until(() -> status(old.dead()).equals("dead_lettered"));
      var path = "/api/entities/" + old.agent().entity() + "/retention";
      var kept = agent.api().asAdmin("PUT", path, Map.of("retention_days", 5));
      assertThat(kept.status()).as("%s", kept).isEqualTo(200);
      job.run();
      await().atMost(SOON).until(() -> old.step(old.first()) == 2);

      assertActor(old.agent(), "runtime", "day_text_erased", "day_erased");
    } finally {
      clock.letGo();
      old.forget();
    }
  }

  private String status(String task) {
    return agent.api().asAdmin("GET", "/api/tasks/" + task, null).text("status");
  }

  private static void assertActor(WordyAgent of, String actor, String... types) throws Exception {
    var lines = lines(of, "ocsf");
    for (var type : types) {
      assertThat(lines)
          .filteredOn(line -> line.at("/metadata/event_code").asString().equals(type))
          .as(type)
          .isNotEmpty()
          .allMatch(line -> line.at("/actor/user/uid").asString().equals(actor));
    }
  }

  /** The details of each act by their events, in either format those of its entry. */
  private Map<String, JsonNode> asInTheLedger() throws Exception {
    Map<String, JsonNode> ocsf = new HashMap<>();
    for (var line : lines("ocsf")) {
      ocsf.put(line.at("/metadata/uid").asString(), line.at("/unmapped/details"));
    }
    Map<String, JsonNode> cloudEvents = new HashMap<>();
    for (var line : lines("cloudevents")) {
      cloudEvents.put(line.path("id").asString(), line.path("data"));
    }
    Map<String, JsonNode> entries = new HashMap<>();
    Superuser.jdbc()
        .query(
            "SELECT event_id::text, details FROM ledger_entries WHERE entity_id = ?",
            row -> {
              entries.put(row.getString(1), Json.mapper().readTree(row.getString(2)));
            },
            agent.entity());
    assertThat(ocsf).hasSizeGreaterThan(10);
    assertThat(cloudEvents.keySet()).containsAll(ocsf.keySet());
    assertThat(entries).containsAllEntriesOf(ocsf).containsAllEntriesOf(cloudEvents);
    return ocsf;
  }

  private List<JsonNode> lines(String format) throws IOException, InterruptedException {
    return lines(agent, format);
  }

  private static List<JsonNode> lines(WordyAgent of, String format)
      throws IOException, InterruptedException {
    var uri = URI.create(of.api().url() + "/api/audit/stream?format=" + format);
    var token = TOKENS.auditor("aida", of.entity(), Duration.ofHours(1));
    var request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body().lines().map(line -> Json.mapper().readTree(line)).toList();
    }
  }
}
