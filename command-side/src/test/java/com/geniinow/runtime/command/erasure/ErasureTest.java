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
import com.geniinow.runtime.platform.work.TextOfBefore;
import com.geniinow.runtime.verifier.LedgerVerifier;
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
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
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

  /** The step that deletes the row by which they are counted. */
  private static final int LAST = 8;

  @LocalServerPort int port;
  @Autowired TextOfBefore text;
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
    Replayed.assertWholeStoreEqualsReplay(agent.api());
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
  @ValueSource(ints = {6, 7, 8})
  void one_whose_events_were_stored_clear_goes_on_after_any_step(int step) throws Exception {
    storedClear();
    killAfter(step);
    assertEndsAs(step);
  }

  private static void killAfter(int step) {
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_kill() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'killed'; END $$;
            CREATE TRIGGER test_kill BEFORE %s ON erasure_runs FOR EACH ROW %s
            EXECUTE FUNCTION test_kill()\
            """
                .formatted(
                    step == LAST ? "DELETE" : "UPDATE",
                    step == LAST ? "" : "WHEN (NEW.step = %d)".formatted(step)));
  }

  private void assertEndsAs(int step) throws Exception {
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
  void without_keys_nothing_is_pretended_to_be_erased() {
    TestDataKeys.SHARED.use(false);
    agent.terminate();

    refused("conflict");
    assertThat(agent.erase(true).status()).isEqualTo(200);
  }

  /** In the place of the one that is sealed, another one that never was. */
  @Test
  void what_is_erased_is_not_changed_any_more() {
    agent.terminate();
    agent.erase(false);
    agent.erased();

    for (var change : List.of(Map.of(), Map.of("metadata", Map.of()), Map.of("name", "another"))) {
      var answer = agent.api().asAdmin("PATCH", "/api/agents/" + agent.id(), change);
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.text("reason")).isEqualTo("agent_not_active");
    }
  }

  private void storedClear() {
    agent.forget();
    TestDataKeys.SHARED.use(false);
    agent = WordyAgent.provision(port);
    agent.terminate();
    TestDataKeys.SHARED.use(true);
  }

  @Test
  void what_was_stored_clear_is_sealed_and_redacted_on_the_way() throws Exception {
    storedClear();
    assertThat(agent.tablesWithItsWord())
        .contains("public.domain_event_entry", "public.ledger_entries");
    var used = used();
    var entries = get("/api/agents/" + agent.id() + "/ledger?limit=100").path("items");
    assertThat(agent.erase(true).body().path("unsealed_events").asInt()).isPositive();

    assertThat(agent.erase(false).status()).isEqualTo(202);
    agent.erased();

    assertNothingIsLeft();
    assertThat(used()).isEqualTo(used);
    assertRedacted(entries);
    assertThat(text.isClear(agent.id())).isFalse();
  }

  /** Text is gone from where it was, everything else is as it was, and an export shows it. */
  private void assertRedacted(JsonNode before) throws Exception {
    var after = get("/api/agents/" + agent.id() + "/ledger?limit=100").path("items");
    long redacted = 0;
    for (var n = 0; n < before.size(); n++) {
      var was = (ObjectNode) before.get(n);
      var is = after.get(n);
      // Where a webhook calls is told of its address, which is gone; why a task was cancelled is
      // text, whoever wrote it.
      if (was.toString().contains(agent.word())
          || was.path("details").has("origin")
          || was.path("type").asString().equals("task_cancelled")) {
        redacted++;
        var details = CanonicalJson.sha256(was.path("details"));
        was.set("details", was.objectNode().put("redacted", details));
      }
      assertThat(is).isEqualTo(was);
    }
    assertThat(redacted).isPositive();
    var export = Ledgers.export(agent.api(), agent.id(), folder);
    assertThat(Ledgers.verdict(export, null))
        .isEqualTo(after.size() + " entries, intact, " + redacted + " redacted");
    var whole = "/api/entities/" + agent.entity() + "/ledger/export";
    var key = key();
    var entity = Ledgers.export(agent.api(), whole, folder.resolve("entity.ndjson"));
    assertThat(LedgerVerifier.verifyEntity(entity, Optional.of(key)))
        .hasToString(LedgerVerifier.verifyEntity(entity, Optional.of("other," + key)).toString())
        .asString()
        .contains(" entries, intact, " + redacted + " redacted");
    assertThat(LedgerVerifier.verify(export, Optional.empty(), Optional.of("other")).kind())
        .isEqualTo("redacted");
  }

  private String key() {
    for (var key : get("/api/audit/keys").path("items")) {
      if (key.path("current").asBoolean()) {
        return key.path("public_key").asString();
      }
    }
    throw new AssertionError("no key is current");
  }

  @Test
  void a_record_of_a_redaction_that_was_changed_is_found() {
    storedClear();
    assertThat(agent.erase(false).status()).isEqualTo(202);
    agent.erased();
    for (var change :
        List.of(
            "UPDATE ledger_redactions SET signature = reverse(signature)",
            "UPDATE ledger_redactions SET redacted = reverse(redacted)",
            "UPDATE ledger_entries SET type = 'agent_resumed'",
            "UPDATE ledger_entries SET hash = reverse(hash)",
            "UPDATE ledger_entries SET details = '{\"redacted\":\"' || hash || '\"}'")) {
      assertThat(differing(change)).as(change).isPositive();
    }
    Replayed.assertLiveEqualsReplay(agent.api());
  }

  /** Of the first redacted entry alone, past what refuses changes; and back again. */
  private int differing(String change) {
    var first =
        " WHERE agent_id = '%1$s' AND sequence = (SELECT min(sequence) FROM ledger_redactions"
            + " WHERE agent_id = '%1$s')";
    var kept =
        Superuser.jdbc()
            .queryForMap(
                ("SELECT e.entry_id, e.details, e.hash, e.type, r.signature, r.redacted"
                        + " FROM ledger_entries e JOIN ledger_redactions r USING (entry_id)"
                        + " WHERE e.agent_id = '%1$s' ORDER BY e.sequence LIMIT 1")
                    .formatted(agent.id()));
    agent.asReplica((change + first).formatted(agent.id()));
    try {
      var report = Replayed.ofEntityOf(agent.id(), agent.api()).body();
      var tables = report.path("tables");
      assertThat(report.path("drift").toString()).contains(agent.id().toString());
      return tables.at("/ledger_redactions/differing").asInt(0)
          + tables.at("/ledger_entries/differing").asInt(0);
    } finally {
      agent.asReplica(
          "UPDATE ledger_entries SET details = '%s', hash = '%s', type = '%s' WHERE entry_id = '%s'"
              .formatted(
                  kept.get("details"), kept.get("hash"), kept.get("type"), kept.get("entry_id")),
          "UPDATE ledger_redactions SET signature = '%s', redacted = '%s' WHERE entry_id = '%s'"
              .formatted(kept.get("signature"), kept.get("redacted"), kept.get("entry_id")));
    }
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
            Replayed.ofEntityOf(agent.id(), agent.api(), Map.of("scope", List.of("memories")))
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
