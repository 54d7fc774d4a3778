package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.testing.EventStream;
import com.geniinow.runtime.command.testing.FakePagerDuty;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.platform.storage.LockedBucket;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.platform.work.Chore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A word in every field that takes text: once its agent is erased it is found nowhere. */
@RuntimeTest
class CanaryTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  /** Fields that it isn't said in, as expressions, and why. */
  private static final Map<String, String> UNSAID =
      Map.of(
          ".* \\S*\\.(model|type|types\\[]|worker_id|provider|service_tier)",
          "names of what others share, which stay",
          ".* \\S*\\.(status|cause|approval|period|cron|zone|\\w+_sha256)",
          "held against a closed set or a pattern",
          "POST /api/agents/\\{id}/erase .*|POST /api/entities/\\S+/legal-hold .*",
          "why somebody is erased, or not, which stays",
          "\\w+ /api/(brakes|budgets|prices|subjects|task-types)[/ ].*",
          "of no agent; reasons of brakes stay",
          "POST /api/audit/.*",
          "asks, and keeps nothing",
          "POST /internal/claims .*",
          "as an agent's own; it would take the tasks of other tests",
          "POST /v1/.*",
          "what providers are asked; it is said there in a message");

  @LocalServerPort int port;
  @Autowired ObjectStore store;
  @Autowired LockedBucket locked;
  @Autowired List<Chore> chores;

  private CanaryAgent spoken;
  private WordyAgent agent;
  private Canary canary;
  private Places places;

  @DynamicPropertySource
  static void somebodyIsWoken(DynamicPropertyRegistry registry) {
    registry.add("genii.pagerduty.routing-key", () -> FakePagerDuty.KEY);
    registry.add("genii.pagerduty.url", () -> FakePagerDuty.URL);
  }

  @BeforeEach
  void listen() {
    FakeSlack.answers();
    FakePagerDuty.answers(202);
    places = new Places(new Api(port), store, locked);
  }

  private void provision(boolean isSealed) {
    TestDataKeys.SHARED.use(isSealed);
    spoken = CanaryAgent.provision(port);
    agent = spoken.agent();
    canary = Canary.of(agent.word());
  }

  @AfterEach
  void forget() {
    places.close();
    try {
      Replayed.assertLiveEqualsReplay(agent.api());
    } finally {
      TestDataKeys.SHARED.use(false);
      agent.forget();
    }
  }

  /** Sealed as it was stored, or stored clear, before there was a master key. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_was_said_anywhere_of_an_erased_agent_is_found_nowhere(boolean isSealed)
      throws Exception {
    provision(isSealed);
    var from = streamedSoFar();
    spoken.speak();
    var then = Instant.now().truncatedTo(ChronoUnit.MICROS);
    awaitMessages();
    checkpoints();
    // As the service describes itself, by OpenApiContractTest, and sooner.
    var document = Json.mapper().readTree(Files.readString(Path.of("../docs/openapi.json")));
    var tasks =
        get("/api/agents/" + agent.id() + "/tasks?limit=100")
            .path("items")
            .valueStream()
            .map(task -> task.path("task_id").asString())
            .toList();
    assertFoundBefore(ReadRoutes.read(document, agent, spoken.ids(), tasks, then, canary));
    spoken.terminate();
    TestDataKeys.SHARED.use(true);
    assertThat(TextFields.of(document))
        .as("say it there as well, or say why not")
        .filteredOn(field -> UNSAID.keySet().stream().noneMatch(field::matches))
        .filteredOn(field -> !spoken.saidIn(field))
        .isEmpty();

    agent.eraseToItsEnd();
    checkpoints();

    var routes = ReadRoutes.read(document, agent, spoken.ids(), tasks, then, canary);
    assertThat(routes.holding()).isEmpty();
    assertThat(routes.answered())
        .as("what still answers")
        .contains(
            "GET /api/agents",
            "GET /api/agents/{id}",
            "GET /api/agents/{id}/calls",
            "GET /api/agents/{id}/erase",
            "GET /api/agents/{id}/export",
            "GET /api/agents/{id}/ledger/export",
            "GET /api/agents/{id}/quota/usage",
            "GET /api/alerts",
            "GET /api/audit/agents/{id}",
            "GET /api/audit/agents/{id}/events",
            "GET /api/audit/stream",
            "GET /api/entities/{entity_id}/ledger/export",
            "GET /api/entities/{entity_id}/report",
            "GET /api/tasks/{id}",
            "GET /api/usage",
            "GET /api/webhooks");
    assertThat(places.holding(canary)).isEmpty();
    assertNotStreamed(from);
    var asked = Map.of("agent_id", agent.id(), "period", Window.MONTH.of(then));
    var answer = agent.api().asAdmin("POST", "/api/audit/what-if", asked);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(canary.isIn(answer.body().toString())).isFalse();
    Ledgers.assertIntact(agent.api(), List.of(agent.id()));
  }

  /** Or the search would find nothing whatever there is; of messages and the log it must not. */
  private void assertFoundBefore(ReadRoutes routes) throws Exception {
    assertThat(routes.holding())
        .contains(
            "GET /api/agents/{id} by founder",
            "GET /api/agents/{id}/export by auditor",
            "GET /api/agents/{id}/files by admin",
            "GET /api/agents/{id}/keys by founder",
            "GET /api/agents/{id}/memories/{memory_id} by auditor",
            "GET /api/agents/{id}/memory/{key} by founder",
            "GET /api/agents/{id}/quota/usage by founder",
            "GET /api/agents/{id}/schedules/{schedule_id} by auditor",
            "GET /api/audit/agents/{id} by admin",
            "GET /api/audit/agents/{id}/events by admin",
            "GET /api/entities/{entity_id}/report by auditor",
            "GET /api/tasks by founder",
            "GET /api/tasks/{id} by auditor",
            "GET /api/webhooks/{webhook_id} by admin");
    assertThat(places.holding(canary, "agents", "agent_tasks"))
        .contains("pg_dump: public.agents", "pg_dump: public.agent_tasks")
        .anyMatch(place -> place.startsWith("object: "))
        .noneMatch(place -> place.matches("(?s)(log|Slack|PagerDuty|metrics).*"));
  }

  /** They were sent, so that it means something that the word isn't in them. */
  private void awaitMessages() {
    await().atMost(SOON).until(() -> !FakeSlack.messagesAbout(agent.id()).isEmpty());
    await()
        .atMost(SOON)
        .until(
            () ->
                FakePagerDuty.events().stream()
                    .anyMatch(event -> event.toString().contains(agent.id().toString())));
  }

  /** Of ledgers, in both buckets, and of the past. */
  private void checkpoints() {
    for (var name : List.of("ledger-checkpoints", "audit-checkpoints")) {
      var named = chores.stream().filter(chore -> chore.name().equals(name)).toList();
      assertThat(named).as(name).hasSize(1);
      named.getFirst().work().run();
    }
  }

  private String streamedSoFar() throws Exception {
    try (var stream = EventStream.open(agent.api(), stream(), agent.api().adminToken())) {
      await().atMost(SOON).until(() -> !stream.lastId().equals("null"));
      return stream.lastId();
    }
  }

  private void assertNotStreamed(String from) throws Exception {
    try (var stream = EventStream.open(agent.api(), stream(), agent.api().adminToken(), from)) {
      assertThat(stream.awaitEvents(20)).noneMatch(event -> canary.isIn(event.toString()));
    }
  }

  private String stream() {
    return "/api/agents/" + agent.id() + "/stream";
  }

  private JsonNode get(String path) {
    var answer = agent.api().asAdmin("GET", path, null);
    assertThat(answer.status()).as("%s: %s", path, answer).isEqualTo(200);
    return answer.body();
  }
}
