package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.ConnectionCallback;
import tools.jackson.databind.JsonNode;

/** An agent whose events were stored clear, and are sealed since. */
@RuntimeTest
class SealedSinceTest {
  private static final String CANARY = "canary-9b1e";

  /** More than two batches. */
  private static final int CORRECTIONS = 110;

  @LocalServerPort int port;
  @Autowired TextOfBefore text;

  private final TestDataKeys keys = TestDataKeys.SHARED;
  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgentWithClearText() {
    api = new Api(port);
    keys.use(false);
    agent = api.provision(Map.of("name", CANARY, "metadata", Map.of("about", CANARY)));
    did(200, "PATCH", "", Map.of("name", CANARY + " 2"));
    did(201, "POST", "/keys", Map.of("name", CANARY));
    complete(submit());
    for (var n = 0; n < CORRECTIONS; n++) {
      did(201, "POST", "/quota/corrections", Map.of("tokens", 7, "reason", CANARY + n));
    }
    did(200, "POST", "/suspend", Map.of("reason", CANARY));
    did(200, "POST", "/resume", Map.of("reason", CANARY));
    keys.use(true);
  }

  private void did(int status, String method, String path, Map<String, ?> body) {
    var answer = api.asAdmin(method, "/api/agents/" + agent + path, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
  }

  private String submit() {
    var task = Map.of("type", "simulate", "estimated_tokens", 10, "payload", Map.of("ask", CANARY));
    var answer = api.asAgent(agent, "POST", "/api/tasks", task);
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return answer.text("task_id");
  }

  private void complete(String task) {
    var attempts = "/internal/tasks/" + task + "/attempts";
    assertThat(api.asWorker("POST", attempts, Map.of("worker_id", "w")).status()).isEqualTo(201);
    var result = Map.of("result", Map.of("said", CANARY));
    assertThat(api.asWorker("POST", attempts + "/1/complete", result).status()).isEqualTo(200);
  }

  /** How many it were. */
  private int sealAll() {
    var sealed = 0;
    while (text.isClear(agent)) {
      sealed += text.sealSome(agent);
    }
    return sealed;
  }

  @Test
  void it_reads_as_before_and_its_text_is_nowhere_in_the_store() throws Exception {
    var clear = StoredText.payloads(agent);
    var shown = shown();
    var past = get("/api/audit/agents/" + agent).path("agent");
    var entries = entries();
    assertThat(clear.toString()).contains(CANARY);
    assertThat(entries.toString()).contains(CANARY);

    assertThat(sealAll()).isEqualTo(clear.size());

    assertThat(text.sealSome(agent)).isZero();
    for (var table : List.of("domain_event_entry", "snapshot_event_entry", "audit_checkpoints")) {
      assertThat(withCanary(table)).as(table).isZero();
    }
    assertThat(shown()).isEqualTo(shown);
    assertThat(get("/api/audit/agents/" + agent).path("agent")).isEqualTo(past);
    assertThat(entries()).as("what was committed to").isEqualTo(entries);
    assertSameContent(clear);
    Replayed.assertLiveEqualsReplay(api);
    Ledgers.assertIntact(api, List.of(agent));
    did(200, "POST", "/suspend", Map.of("reason", CANARY));
    Replayed.assertLiveEqualsReplay(api);
  }

  /** The hash before is that of what was stored, and that after the one of what it opens to. */
  private void assertSameContent(Map<String, String> clear) {
    var opening = new SealedPayload(keys);
    StoredText.payloads(agent)
        .forEach(
            (event, stored) -> {
              var before = clear.getOrDefault(event, "");
              assertThat(opening.open(event, stored)).isEqualTo(before);
              var row =
                  Superuser.jdbc()
                      .queryForMap(
                          "SELECT * FROM sealings WHERE event_id = ?", UUID.fromString(event));
              assertThat(row.get("content_before")).isEqualTo(sha256(before));
              assertThat(row.get("content_after")).isEqualTo(sha256(before));
            });
    assertThat(sealings()).isEqualTo(clear.size());
  }

  @Test
  void processes_that_are_at_it_at_once_seal_each_event_once() throws Exception {
    var events = StoredText.payloads(agent).size();

    var sealed = Parallel.all(4, n -> sealAll());

    assertThat(sealed.stream().mapToInt(n -> n).sum()).isEqualTo(events);
    assertThat(sealings()).isEqualTo(events);
    assertThat(withCanary("domain_event_entry")).isZero();
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void one_that_dies_in_the_middle_leaves_whole_batches_and_another_goes_on() {
    Superuser.jdbc()
        .execute(
            """
            CREATE OR REPLACE FUNCTION test_kill() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'killed'; END $$;
            CREATE TRIGGER test_kill AFTER UPDATE ON domain_event_entry FOR EACH ROW
            WHEN (NEW.agent_id = '%s' AND NEW.payload_type LIKE '%%AgentSuspended')
            EXECUTE FUNCTION test_kill()\
            """
                .formatted(agent));

    assertThatThrownBy(this::sealAll).hasMessageContaining("killed");

    var left =
        Superuser.count(
            "SELECT count(*) FROM domain_event_entry WHERE agent_id = ?"
                + " AND strpos(meta_data, '\"sealed\":') = 0",
            agent);
    assertThat(left).isPositive();
    assertThat(sealings()).isEqualTo(StoredText.payloads(agent).size() - left).isPositive();
    Replayed.assertLiveEqualsReplay(api);
    Superuser.jdbc().execute("DROP TRIGGER test_kill ON domain_event_entry");

    assertThat(sealAll()).isEqualTo((int) left);
    assertThat(withCanary("domain_event_entry")).isZero();
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void text_of_an_earlier_revision_is_sealed_under_the_name_that_it_had() {
    keys.use(false);
    store(submit(), Instant.now().truncatedTo(ChronoUnit.MICROS));
    assertThat(api.asAdmin("POST", "/api/audit/rebuild", null).status()).isEqualTo(200);
    assertThat(entries().getLast()).contains("\"reason\":\"" + CANARY);
    keys.use(true);

    sealAll();

    assertThat(withCanary("domain_event_entry")).isZero();
    Replayed.assertLiveEqualsReplay(api);
  }

  /** As revision 0 of it had been stored. */
  private void store(String task, Instant at) {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO domain_event_entry (aggregate_identifier, sequence_number, type,
              event_identifier, payload_type, payload_revision, payload, meta_data, time_stamp,
              agent_id, entity_id)
            SELECT aggregate_identifier, max(sequence_number) + 1, 'Agent', ?,
              'com.geniinow.runtime.events.task.TaskEvent$TaskCancelled', '0', ?, '{}', ?,
              agent_id, entity_id
            FROM domain_event_entry WHERE aggregate_identifier = ?
            GROUP BY aggregate_identifier, agent_id, entity_id""",
            UUID.randomUUID().toString(),
            "{\"agentId\":\"%s\",\"taskId\":\"%s\",\"why\":\"%s\",\"by\":\"tests\",\"at\":\"%s\"}"
                .formatted(agent, task, CANARY, at),
            at.toString(),
            agent.toString());
  }

  @Test
  void what_is_found_in_the_clear_of_an_agent_without_keys_reads_null_from_then_on() {
    keys.destroy(agent);

    assertThat(sealAll()).isEqualTo(StoredText.payloads(agent).size());

    assertThat(withCanary("domain_event_entry")).isZero();
    assertThat(shown().toString()).contains("\"name\":null").doesNotContain(CANARY);
    assertThat(differing("sealings")).isZero();
  }

  @Test
  void a_sealed_row_that_was_changed_is_found_with_its_keys_and_without() {
    sealAll();
    assertThat(differing("sealings")).isZero();
    var changes =
        List.of(
            "UPDATE domain_event_entry SET payload = replace(payload, '\"at\":\"20', '\"at\":\"19')",
            "UPDATE domain_event_entry SET meta_data = replace(meta_data, '\"sealed\"', '\"zealed\"')",
            "UPDATE domain_event_entry SET payload = regexp_replace(payload, '\"c\":\"....', '\"c\":\"AAAA')");
    changes.forEach(change -> assertFound(change + ofCompleted("event_identifier")));
    for (var change :
        List.of(
            "UPDATE sealings SET commitments = reverse(commitments)",
            "UPDATE sealings SET content_after = reverse(content_after)",
            "UPDATE sealings SET signature = reverse(signature)",
            "UPDATE sealings SET kid = 'nobody'",
            "DELETE FROM sealings")) {
      assertFound(change + ofCompleted("event_id::text"));
    }
    assertFound(
        "UPDATE domain_event_entry SET payload = regexp_replace(payload, '\"s\":\"....', '\"s\":\"AAAA')"
            + ofCompleted("event_identifier"));
    Replayed.assertLiveEqualsReplay(api);

    keys.destroy(agent);
    assertThat(differing("sealings")).isZero();
    tampered(
        changes.getFirst() + ofCompleted("event_identifier"),
        () -> assertThat(differing("sealings")).isEqualTo(1));
  }

  private String ofCompleted(String column) {
    return " WHERE "
        + column
        + " = (SELECT event_identifier FROM tampered.events WHERE payload_type LIKE '%TaskCompleted')";
  }

  private void assertFound(String change) {
    tampered(
        change,
        () -> {
          var report = verified();
          assertThat(report.path("identical").asBoolean()).as("%s: %s", change, report).isFalse();
          assertThat(report.path("drift").toString()).as(change).contains(agent.toString());
        });
  }

  /** Past what refuses changes, as a superuser can; and back again. */
  private void tampered(String change, Runnable meanwhile) {
    asReplica(
        "CREATE SCHEMA tampered",
        "CREATE TABLE tampered.events AS SELECT * FROM domain_event_entry WHERE agent_id = '%s'"
            .formatted(agent),
        "CREATE TABLE tampered.said AS SELECT * FROM sealings WHERE agent_id = '%s'"
            .formatted(agent),
        change);
    try {
      meanwhile.run();
    } finally {
      asReplica(
          "UPDATE domain_event_entry e SET payload = k.payload, meta_data = k.meta_data"
              + " FROM tampered.events k WHERE k.global_index = e.global_index",
          "DELETE FROM sealings WHERE agent_id = '%s'".formatted(agent),
          "INSERT INTO sealings SELECT * FROM tampered.said",
          "DROP SCHEMA tampered CASCADE");
    }
  }

  private static void asReplica(String... statements) {
    ConnectionCallback<Void> run =
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = 'replica'");
            for (var sql : statements) {
              statement.execute(sql);
            }
            statement.execute("RESET session_replication_role");
          }
          return null;
        };
    Superuser.jdbc().execute(run);
  }

  private JsonNode verified() {
    return Replayed.ofEntityOf(agent, api).body();
  }

  private int differing(String table) {
    return verified().at("/tables/" + table + "/differing").asInt(-1);
  }

  private long sealings() {
    return Superuser.count("SELECT count(*) FROM sealings WHERE agent_id = ?", agent);
  }

  private long withCanary(String table) {
    return StoredText.rowsWith(CANARY, table, agent);
  }

  /** As the route shows them. */
  private List<String> shown() {
    List<String> shown = new ArrayList<>();
    for (var event : get("/api/audit/agents/" + agent + "/events?limit=100").path("items")) {
      shown.add(event.path("event_id") + ": " + event.path("payload"));
    }
    return shown;
  }

  private List<String> entries() {
    return Superuser.jdbc()
        .queryForList(
            "SELECT details || hash FROM ledger_entries WHERE agent_id = ? ORDER BY sequence",
            String.class,
            agent);
  }

  private JsonNode get(String path) {
    var answer = api.asAdmin("GET", path, null);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body();
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Other processes that tests start have no such keys, and share the store. */
  @AfterEach
  void forget() {
    keys.use(false);
    Superuser.jdbc().execute("DROP TRIGGER IF EXISTS test_kill ON domain_event_entry");
    asReplica(
        Superuser.tablesOfAgents().stream()
            .map(table -> "DELETE FROM %s WHERE agent_id = '%s'".formatted(table, agent))
            .toArray(String[]::new));
    Replayed.assertLiveEqualsReplay(api);
  }
}
