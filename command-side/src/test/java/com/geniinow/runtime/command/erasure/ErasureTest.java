package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.platform.web.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is left of an agent that was erased, and when one is not. */
@RuntimeTest
class ErasureTest {
  private static final List<String> ROUTES =
      List.of(
          "",
          "/tasks",
          "/keys",
          "/files",
          "/memories",
          "/memory",
          "/schedules",
          "/quota",
          "/ledger",
          "/erase");

  private static final int LAST_STEP = 7;

  @LocalServerPort int port;
  @TempDir Path folder;

  private WordyAgent agent;

  @BeforeEach
  void anAgentWithTextEverywhere() {
    TestDataKeys.SHARED.use(true);
    agent = WordyAgent.provision(port);
  }

  @AfterEach
  void forget() {
    TestDataKeys.SHARED.use(false);
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_kill ON erasure_runs");
    agent.forget();
    Replayed.assertLiveEqualsReplay(agent.api());
  }

  @Test
  void an_erased_agent_s_text_is_nowhere_and_everything_else_is_as_it_was() throws Exception {
    assertThat(agent.tablesWithItsWord())
        .contains("public.agents", "public.agent_memories", "public.webhooks");
    agent.terminate();
    var used = used();
    var found = agent.erase(true);
    assertThat(found.status()).as("%s", found).isEqualTo(200);
    assertThat(found.body().path("unsealed_events").asInt(-1)).isZero();
    assertThat(found.body().at("/would_erase/tasks").asInt()).isEqualTo(3);
    assertThat(agent.erasure().status()).isEqualTo(404);

    var begun = agent.erase(false);
    assertThat(begun.status()).as("%s", begun).isEqualTo(202);
    var done = agent.erased();

    assertNothingIsLeft();
    assertThat(done.text("erasure_id")).isEqualTo(begun.text("erasure_id"));
    assertThat(used()).isEqualTo(used);
    assertThat(Instant.parse(done.body().at("/certificate/done_at").asString()))
        .as("dated once the keys are gone")
        .isAfterOrEqualTo(
            TestDataKeys.SHARED.destroyedAt(agent.id()).truncatedTo(ChronoUnit.MICROS));
    assertVerified(done.body());
    assertSigned((ObjectNode) done.body().path("certificate"));
    assertThat(done.body().at("/certificate/erased")).isEqualTo(found.body().path("would_erase"));
    var again = agent.erase(false);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.text("erasure_id")).isEqualTo(begun.text("erasure_id"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void one_that_dies_after_any_step_goes_on_and_comes_to_the_same_end(int step) throws Exception {
    agent.terminate();
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_kill() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'killed'; END $$;
            CREATE TRIGGER test_kill BEFORE %s ON erasure_runs FOR EACH ROW %s
            EXECUTE FUNCTION test_kill()\
            """
                .formatted(
                    step == LAST_STEP ? "DELETE" : "UPDATE",
                    step == LAST_STEP ? "" : "WHEN (NEW.step = %d)".formatted(step)));
    assertThat(agent.erase(false).status()).isEqualTo(202);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                Superuser.count(
                        "SELECT count(*) FROM erasure_runs WHERE agent_id = ? AND step = ?",
                        agent.id(),
                        step - 1)
                    == 1);
    assertThat(agent.erasure().text("state")).isEqualTo("running");

    Superuser.jdbc().execute("DROP TRIGGER test_kill ON erasure_runs");
    agent.erased();

    assertNothingIsLeft();
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM system_events WHERE agent_id = ? AND type LIKE"
                    + " '%AgentErased'",
                agent.id()))
        .isEqualTo(1);
  }

  @Test
  void many_rows_are_emptied_in_batches_each_with_an_event_of_its_own() throws Exception {
    for (var n = 0; n < 34; n++) {
      agent.submitLabelled(16);
    }
    agent.terminate();
    assertThat(agent.erase(false).status()).isEqualTo(202);
    agent.erased();

    assertThat(
            Superuser.jdbc()
                .queryForList(
                    """
                    SELECT format('%s %s', details::json ->> 'of', details::json ->> 'rows')
                    FROM ledger_entries WHERE agent_id = ? AND type = 'text_erased'
                    ORDER BY sequence\
                    """,
                    String.class, agent.id()))
        .startsWith("tasks 37", "labels 500", "labels 47")
        .contains("files 1", "keys 1", "corrections 1");
    assertNothingIsLeft();
  }

  @Test
  void what_is_counted_of_an_erased_agent_is_put_right_and_its_tokens_are_voided()
      throws Exception {
    agent.terminate();
    assertThat(agent.erase(false).status()).isEqualTo(202);
    agent.erased();
    var used = used().asLong();
    var reason = Map.of("reason", agent.word());
    var path = "/api/agents/" + agent.id();

    var corrected =
        agent
            .api()
            .asAdmin(
                "POST",
                path + "/quota/corrections",
                Map.of("tokens", 5, "reason", agent.word() + " again"));
    assertThat(corrected.status()).as("%s", corrected).isEqualTo(201);
    assertThat(corrected.body().path("reason").isNull()).isTrue();
    assertThat(used().asLong()).isEqualTo(used + 5);
    var voided = agent.api().asAdmin("POST", path + "/revoke-tokens", reason);
    assertThat(voided.status()).as("%s", voided).isBetween(200, 204);

    assertNothingIsLeft();
  }

  @Test
  void of_many_who_ask_at_once_one_begins() throws Exception {
    agent.terminate();
    var answers = Parallel.all(8, n -> agent.erase(false));

    assertThat(answers).allMatch(answer -> answer.status() == 202);
    assertThat(answers.stream().map(answer -> answer.text("erasure_id")).distinct()).hasSize(1);
    agent.erased();
  }

  @Test
  void one_that_is_not_terminated_or_held_is_not_erased() {
    refused("agent_not_terminated");
    agent.terminate();
    var hold = "/api/entities/" + agent.entity() + "/legal-hold";
    assertThat(agent.api().asAdmin("POST", hold, Map.of("reason", "case 7")).status())
        .isEqualTo(200);
    refused("legal_hold");
    assertThat(agent.api().asAdmin("DELETE", hold, null).status()).isEqualTo(204);
    assertThat(agent.erase(false).status()).isEqualTo(202);
    agent.erased();
  }

  @Test
  void what_is_stored_clear_is_said_and_not_pretended_to_be_erased() {
    TestDataKeys.SHARED.use(false);
    agent.terminate();
    refused("conflict");
    TestDataKeys.SHARED.use(true);

    assertThat(agent.erase(true).body().path("unsealed_events").asInt()).isPositive();
    refused("conflict");
    assertThat(agent.tablesWithItsWord()).contains("public.domain_event_entry");
  }

  @Test
  void an_administrator_alone_erases() {
    agent.terminate();
    var path = "/api/agents/" + agent.id() + "/erase";
    var body = Map.of("reason", "asked for");
    assertThat(agent.api().asFounder(agent.entity(), "POST", path, body).status()).isEqualTo(403);
    assertThat(agent.api().asAgent(agent.id(), "POST", path, body).status()).isEqualTo(403);
    assertThat(agent.api().asWorker("POST", path, body).status()).isEqualTo(403);
    assertThat(agent.api().asAuditor(null, "POST", path, body).status()).isEqualTo(403);
    assertThat(agent.api().asAdmin("POST", path, Map.of("reason", "")).status()).isEqualTo(400);
  }

  private void refused(String reason) {
    var answer = agent.erase(false);
    assertThat(answer.status()).as("%s", answer).isEqualTo(409);
    assertThat(answer.text("reason")).isEqualTo(reason);
  }

  private JsonNode used() {
    return get("/api/agents/" + agent.id() + "/quota").path("monthly_tokens_used");
  }

  private JsonNode get(String path) {
    var answer = agent.api().asAdmin("GET", path, null);
    assertThat(answer.status()).as("%s: %s", path, answer).isEqualTo(200);
    return answer.body();
  }

  private void assertNothingIsLeft() throws Exception {
    assertThat(agent.tablesWithItsWord()).isEmpty();
    for (var route : ROUTES) {
      assertThat(get("/api/agents/" + agent.id() + route).toString())
          .as(route)
          .doesNotContain(agent.word());
    }
    for (var task : get("/api/agents/" + agent.id() + "/tasks").path("items")) {
      assertThat(get("/api/tasks/" + task.path("task_id").asString()).toString())
          .doesNotContain(agent.word());
    }
    assertThat(get("/api/audit/agents/" + agent.id()).toString()).doesNotContain(agent.word());
    assertThat(get("/api/audit/agents/" + agent.id() + "/events?limit=100").toString())
        .doesNotContain(agent.word());
    assertThat(Superuser.count("SELECT count(*) FROM file_objects WHERE agent_id = ?", agent.id()))
        .isZero();
    Replayed.assertLiveEqualsReplay(agent.api());
    Ledgers.assertIntact(agent.api(), List.of(agent.id()));
    assertThat(
            agent
                .api()
                .asAdmin("POST", "/api/audit/verify", Map.of("scope", List.of("memories")))
                .body()
                .path("drift")
                .toString())
        .doesNotContain(agent.id().toString());
  }

  /** Offline, by what the runtime published before. */
  private void assertVerified(JsonNode answer) throws Exception {
    var file = Files.writeString(folder.resolve("erase.json"), answer.toString());
    var keys = Files.writeString(folder.resolve("keys.json"), get("/api/audit/keys").toString());
    var process =
        new ProcessBuilder(
                "../infra/verify-ledger",
                "--certificate",
                file.toString(),
                "--keys",
                keys.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("of agent " + agent.id(), "asked for", "it is not said when the last copy")
        .endsWith("\nvalid\n");
  }

  private void assertSigned(ObjectNode certificate) throws Exception {
    var signature = certificate.path("signature").asString();
    var published = get("/api/audit/keys").path("items").toString();
    assertThat(published).contains(certificate.path("public_key").asString());
    var key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(
                    Base64.getDecoder().decode(certificate.path("public_key").asString())));
    certificate.remove("signature");
    var verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(key);
    verifier.update(CanonicalJson.of(certificate).getBytes(StandardCharsets.UTF_8));
    assertThat(verifier.verify(Base64.getDecoder().decode(signature))).isTrue();
    assertThat(certificate.path("fingerprints")).isNotEmpty();
    assertThat(UUID.fromString(certificate.path("agent_id").asString())).isEqualTo(agent.id());
  }
}
