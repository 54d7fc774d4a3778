package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What is done with an agent that is erased, or is being erased. */
@RuntimeTest
class ErasedActsTest {
  @LocalServerPort int port;

  private WordyAgent agent;

  @BeforeEach
  void anAgentThatIsTerminated() {
    TestDataKeys.SHARED.use(true);
    agent = WordyAgent.provision(port);
    agent.terminate();
  }

  @AfterEach
  void forget() {
    goOn();
    release();
    try {
      Replayed.assertLiveEqualsReplay(agent.api());
    } finally {
      TestDataKeys.SHARED.use(false);
      agent.forget();
    }
  }

  @Test
  void a_task_of_it_is_not_redriven_as_it_is_not_active() {
    agent.eraseToItsEnd();
    var dead = get("/tasks?status=dead_lettered").path("items");
    assertThat(dead).hasSize(1);

    var task = dead.get(0).path("task_id").asString();
    refused(agent.api().asAdmin("POST", "/api/tasks/" + task + "/redrive", null));
  }

  @Test
  void its_limits_are_neither_changed_nor_raised() {
    agent.eraseToItsEnd();
    var before = get("/quota");
    var path = "/api/agents/" + agent.id() + "/quota";

    refused(agent.api().asAdmin("PUT", path, Map.of("monthly_token_limit", 5)));
    var raise = Map.of("window", "month", "tokens", 9, "reason", "more");
    refused(agent.api().asAdmin("POST", path + "/raise", raise));

    assertThat(get("/quota")).isEqualTo(before);
  }

  @Test
  void a_dry_run_says_which_erasure_there_is_and_what_it_found_and_whether_it_rests() {
    var found = agent.erase(true).body().path("would_erase");
    assertThat(found.path("tasks").asInt()).isEqualTo(3);
    stop();
    var erasure = agent.erase(false).text("erasure_id");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                Superuser.count(
                        "SELECT count(*) FROM erasure_runs WHERE agent_id = ? AND step = 1",
                        agent.id())
                    == 1);
    assertDryRun(erasure, found, false);
    var reason = Map.of("reason", "case 7");
    assertThat(agent.api().asAdmin("POST", hold(), reason).status()).isEqualTo(200);
    assertDryRun(erasure, found, true);

    release();
    goOn();
    agent.erased();
    assertThat(agent.api().asAdmin("POST", hold(), reason).status()).isEqualTo(200);
    assertDryRun(erasure, found, false);
  }

  /** Their tasks are text, and are in events alone by then. */
  @Test
  void schedules_that_ended_with_it_are_counted() {
    assertThat(get("/schedules").path("items")).isEmpty();
    agent.eraseToItsEnd();

    var certificate = agent.erasure().body().path("certificate");
    assertThat(certificate.at("/erased/schedules").asInt()).isEqualTo(1);
  }

  private void assertDryRun(String erasure, JsonNode found, boolean held) {
    var answer = agent.erase(true);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.text("erasure_id")).isEqualTo(erasure);
    assertThat(answer.body().path("would_erase")).isEqualTo(found);
    assertThat(answer.body().path("unsealed_events").asInt(-1)).isZero();
    assertThat(answer.body().path("held").asBoolean(!held)).isEqualTo(held);
  }

  private static void refused(Api.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(409);
    assertThat(answer.text("reason")).isEqualTo("agent_not_active");
  }

  /** No step after the first one is counted as done. */
  private void stop() {
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_act() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'stopped'; END $$;
            CREATE TRIGGER test_act BEFORE UPDATE ON erasure_runs FOR EACH ROW
            WHEN (NEW.step > 1 AND NEW.agent_id = '%s') EXECUTE FUNCTION test_act()\
            """
                .formatted(agent.id()));
  }

  private static void goOn() {
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_act ON erasure_runs");
  }

  private void release() {
    agent.api().asAdmin("DELETE", hold(), null);
  }

  private String hold() {
    return "/api/entities/" + agent.entity() + "/legal-hold";
  }

  private JsonNode get(String path) {
    var answer = agent.api().asAdmin("GET", "/api/agents/" + agent.id() + path, null);
    assertThat(answer.status()).as("%s: %s", path, answer).isEqualTo(200);
    return answer.body();
  }
}
