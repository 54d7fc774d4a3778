package com.geniinow.runtime.command.brake;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Chain;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.StubProvider;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Many begin work through the doors of two processes while it is braked. The events say in which
 * order it all was committed: behind the brake's none begins.
 */
@RuntimeTest
@Timeout(180)
class BrakeRacesTest {
  private static final int WRITERS = 8;
  private static final int WRITES = 200;

  /** What begins work; what ends it comes behind the brake too. */
  private static final String BEGINS =
      "('TaskSubmitted', 'TaskStarted', 'UsageReserved', 'TaskRedriven', 'TaskUnbraked')";

  private static SecondProcess second;

  @LocalServerPort int port;
  private BrakeClient brakes;
  private List<Api> both;
  private List<UUID> agents;
  private UUID entity;

  @BeforeAll
  static void startSecond() {
    second = SecondProcess.start();
  }

  @AfterAll
  static void stopSecond() {
    second.close();
  }

  @BeforeEach
  void agents() {
    both = List.of(new Api(port), second.api());
    brakes = new BrakeClient(both.getFirst());
    entity = UUID.randomUUID();
    agents = new ArrayList<>();
    for (var n = 0; n < 3; n++) {
      agents.add(both.getFirst().provision(Map.of("entity_id", entity)));
    }
  }

  @AfterEach
  void releaseAll() {
    brakes.close();
  }

  @Test
  void no_task_is_submitted_or_started_behind_a_brake() throws Exception {
    race(this::submitStartAndComplete, () -> brakes.set("entity", entity));
  }

  @Test
  void no_task_of_a_type_is_submitted_or_started_behind_a_brake_on_it() throws Exception {
    race(this::submitStartAndComplete, () -> brakes.set("task_type", "simulate"));
  }

  @Test
  void no_call_is_held_for_behind_a_brake_on_its_model() throws Exception {
    var model = "stub/" + UUID.randomUUID();
    both.getFirst()
        .asAdmin(
            "PUT",
            "/api/prices/" + URLEncoder.encode(model, StandardCharsets.UTF_8),
            Map.of(
                "provider",
                "openai",
                "input_usd_per_mtok",
                1,
                "output_usd_per_mtok",
                2,
                "reason",
                "a test"));
    var body = Map.of("model", model, "messages", List.of(Map.of("role", "user", "content", "Hi")));

    race(
        (api, agent) -> api.asAgent(agent, "POST", "/v1/chat/completions", body),
        () -> brakes.set("model", model));

    assertThat(StubProvider.SHARED.seen(model)).isNotEmpty();
  }

  private interface Write {
    Answer on(Api api, UUID agent);
  }

  private void race(Write write, Runnable act) throws Exception {
    var underWay = new CountDownLatch(WRITERS * 2);
    var stopped =
        Parallel.all(
            WRITERS + 1,
            writer -> {
              if (writer == WRITERS) {
                assertThat(await(underWay)).isTrue();
                act.run();
                return true;
              }
              return isStopped(write, writer, underWay);
            });
    assertThat(stopped).as("writers that were stopped").containsOnly(true);
    assertNothingBegins();
    for (var agent : agents) {
      Chain.assertUnbroken(agent);
    }
  }

  private boolean isStopped(Write write, int writer, CountDownLatch underWay) {
    for (var n = 0; n < WRITES; n++) {
      var answer = write.on(both.get((writer + n) % 2), agents.get(writer % agents.size()));
      var said = answer.body().toString();
      if (said.contains("braked") || said.contains("stale_attempt")) {
        return true;
      }
      // A provider that is slow on a slow machine stops nobody.
      assertThat(answer.status()).as("%s", answer).isIn(200, 201, 202, 502);
      underWay.countDown();
    }
    return false;
  }

  /** Completed at once, since a queue holds a hundred. */
  private Answer submitStartAndComplete(Api api, UUID agent) {
    var submitted =
        api.asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", 1));
    if (submitted.status() != 202) {
      return submitted;
    }
    var attempts = "/internal/tasks/" + submitted.text("task_id") + "/attempts";
    var started = api.asWorker("POST", attempts, Map.of("worker_id", "w"));
    if (started.status() != 201) {
      return started;
    }
    return api.asWorker(
        "POST", attempts + "/" + started.text("attempt") + "/complete", Map.of("result", 1));
  }

  private void assertNothingBegins() {
    var at =
        Superuser.count(
            "SELECT max(global_index) FROM domain_event_entry WHERE payload_type LIKE ?",
            "%BrakeEvent$BrakeSet");
    var theirs =
        "SELECT count(*) FROM domain_event_entry WHERE agent_id = ANY (?)"
            + " AND regexp_replace(payload_type, '.*[$.]', '') IN "
            + BEGINS
            + " AND global_index %s ?";
    var ids = agents.toArray(UUID[]::new);
    assertThat(Superuser.count(theirs.formatted("<"), ids, at)).isPositive();
    assertThat(Superuser.count(theirs.formatted(">"), ids, at)).isZero();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
