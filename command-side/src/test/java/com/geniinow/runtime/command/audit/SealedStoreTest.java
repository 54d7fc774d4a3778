package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.command.store.EventPages;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** An agent whose text is sealed: nobody who reads the store reads it, and all others do. */
@RuntimeTest
class SealedStoreTest {
  private static final String CANARY = "canary-7f3a";

  @LocalServerPort int port;
  @Autowired EventPages pages;

  private final TestDataKeys keys = TestDataKeys.SHARED;
  private Api api;
  private UUID agent;
  private String done;
  private String dead;

  @BeforeEach
  void anAgentWithTextEverywhere() {
    api = new Api(port);
    keys.use(true);
    agent = api.provision(Map.of("name", CANARY, "metadata", Map.of("about", CANARY)));
    did(200, "PATCH", "", Map.of("name", CANARY + " 2"));
    did(201, "POST", "/keys", Map.of("name", CANARY));
    done = submit();
    did(done, "complete", Map.of("result", Map.of("said", CANARY)));
    dead = submit();
    did(dead, "fail", Map.of("error", "failed: " + CANARY, "retryable", false));
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> task(dead).path("status").asString().equals("dead_lettered"));
    did(200, "POST", "/suspend", Map.of("reason", CANARY));
    did(200, "POST", "/resume", Map.of("reason", CANARY));
    did(201, "POST", "/quota/corrections", Map.of("tokens", 7, "reason", CANARY));
  }

  private void did(int status, String method, String path, Map<String, ?> body) {
    var answer = api.asAdmin(method, "/api/agents/" + agent + path, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
  }

  private String submit() {
    var answer =
        api.withKey(
            CANARY + UUID.randomUUID(),
            agent,
            "POST",
            "/api/tasks",
            Map.of(
                "type",
                "simulate",
                "estimated_tokens",
                10,
                "payload",
                Map.of("ask", CANARY),
                "labels",
                Map.of("of", CANARY)));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return answer.text("task_id");
  }

  private void did(String task, String how, Map<String, ?> body) {
    var attempts = "/internal/tasks/" + task + "/attempts";
    assertThat(api.asWorker("POST", attempts, Map.of("worker_id", "w")).status()).isEqualTo(201);
    var answer = api.asWorker("POST", attempts + "/1/" + how, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private JsonNode task(String id) {
    return get("/api/tasks/" + id);
  }

  private JsonNode get(String path) {
    var answer = api.asAdmin("GET", path, null);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body();
  }

  private JsonNode past() {
    return get("/api/audit/agents/" + agent);
  }

  private JsonNode verified() {
    return Replayed.ofEntityOf(agent, api).body();
  }

  @Test
  void its_text_is_nowhere_in_the_store_and_read_everywhere() throws Exception {
    for (var table : List.of("domain_event_entry", "snapshot_event_entry", "audit_checkpoints")) {
      assertThat(
              Superuser.count(
                  "SELECT count(*) FROM %1$s t WHERE agent_id = ? AND strpos(t::text, ?) > 0"
                      .formatted(table),
                  agent,
                  CANARY))
          .as(table)
          .isZero();
    }
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM saga_entry WHERE strpos(encode(serialized_saga, 'escape'), ?) > 0",
                CANARY))
        .isZero();
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM domain_event_entry WHERE agent_id = ?"
                    + " AND strpos(meta_data, '\"content\":\"commitments\"') = 0",
                agent))
        .isZero();

    assertThat(task(done).toString()).contains("{\"ask\":\"" + CANARY, "{\"said\":\"" + CANARY);
    assertThat(task(dead).path("error").asString()).isEqualTo("failed: " + CANARY);
    assertThat(get("/api/audit/agents/" + agent + "/events?limit=50").toString())
        .contains("\"name\":\"" + CANARY, "{\"ask\":\"" + CANARY, "failed: " + CANARY);
    assertThat(past().at("/agent/name").asString()).isEqualTo(CANARY + " 2");
    assertThat(past().at("/agent/metadata"))
        .isEqualTo(get("/api/agents/" + agent).path("metadata"));
    Replayed.assertLiveEqualsReplay(api);
  }

  /** So that webhooks and streams need no key. */
  @Test
  void who_is_told_of_its_events_is_told_no_text() {
    var types = List.of(TaskSubmitted.class.getName(), TaskCompleted.class.getName());
    var page =
        pages.read(
            JdbcClient.create(Superuser.jdbc()),
            new EventPages.Wanted(types, agent, null),
            0,
            Long.MAX_VALUE,
            100);

    assertThat(page.events()).hasSize(3);
    assertThat(page.events().toString()).contains(done, dead).doesNotContain(CANARY);
  }

  @Test
  void its_ledger_names_text_by_commitments_and_is_intact() throws Exception {
    var entries =
        Superuser.jdbc()
            .queryForList(
                "SELECT details FROM ledger_entries WHERE agent_id = ? ORDER BY sequence",
                String.class,
                agent);

    assertThat(entries)
        .isNotEmpty()
        .allMatch(details -> !details.contains(CANARY) && details.contains("\"content\":\""));
    assertThat(entries.getFirst()).contains("\"name_c\":\"").doesNotContain("\"name\":");
    assertThat(entries).anyMatch(details -> details.contains("\"reason_c\":\""));
    assertThat(entries).anyMatch(details -> details.contains("\"reason\":\"not_retryable\""));
    Ledgers.assertIntact(api, List.of(agent));
  }

  @Test
  void without_its_keys_text_is_null_and_chain_and_totals_are_as_before() throws Exception {
    var used = get("/api/agents/" + agent + "/quota").path("monthly_tokens_used");
    keys.destroy(agent);

    var past = past();
    assertThat(past.at("/agent/name").isNull()).as("%s", past).isTrue();
    assertThat(past.at("/agent/metadata").isNull()).isTrue();
    assertThat(used.asLong()).isPositive();
    assertThat(past.at("/quota/monthly_tokens_used")).isEqualTo(used);
    assertThat(get("/api/audit/agents/" + agent + "/events?limit=50").toString())
        .doesNotContain(CANARY)
        .contains("\"name\":null", "\"payload\":null", "\"error\":null");
    var tables = verified().path("tables");
    for (var table :
        List.of(
            "domain_event_entry",
            "ledger_entries",
            "agent_quotas",
            "system_events",
            "snapshot_event_entry")) {
      assertThat(tables.at("/" + table + "/differing").asInt(-1)).as(table).isZero();
    }
    assertThat(tables.at("/agents/differing").asInt()).isEqualTo(1);
    Ledgers.assertIntact(api, List.of(agent));
  }

  @Test
  void a_changed_box_and_a_moved_one_are_found() {
    for (var change :
        List.of(
            "payload = regexp_replace(payload, '\"s\":\"....', '\"s\":\"AAAA')",
            "payload = regexp_replace(payload, '\"c\":\"....', '\"c\":\"AAAA')",
            "payload = replace(payload, '\"attempt\":1', '\"attempt\":2')",
            "event_identifier = gen_random_uuid()",
            "meta_data = replace(meta_data, 'commitments', 'sha256')",
            "meta_data = replace(meta_data, 'content', 'kontent')")) {
      var report =
          tampered(
              "UPDATE domain_event_entry SET "
                  + change
                  + " WHERE agent_id = '%s'".formatted(agent)
                  + " AND payload_type LIKE '%TaskCompleted'");
      assertThat(report.path("identical").asBoolean()).as("%s: %s", change, report).isFalse();
      assertThat(report.path("drift").toString()).as(change).contains(agent.toString());
    }
    Replayed.assertLiveEqualsReplay(api);
  }

  /** Past the trigger that refuses changes, as a superuser can; and back again. */
  private JsonNode tampered(String sql) {
    var kept =
        Superuser.jdbc()
            .queryForMap(
                "SELECT global_index, event_identifier, payload, meta_data FROM domain_event_entry"
                    + " WHERE agent_id = ? AND payload_type LIKE '%TaskCompleted'",
                agent);
    asReplica(sql);
    try {
      return verified();
    } finally {
      ConnectionCallback<Void> back =
          connection -> {
            try (var set = connection.createStatement();
                var restore =
                    connection.prepareStatement(
                        "UPDATE domain_event_entry SET event_identifier = ?, payload = ?,"
                            + " meta_data = ? WHERE global_index = ?")) {
              set.execute("SET session_replication_role = 'replica'");
              restore.setObject(1, kept.get("event_identifier"));
              restore.setObject(2, kept.get("payload"));
              restore.setObject(3, kept.get("meta_data"));
              restore.setObject(4, kept.get("global_index"));
              assertThat(restore.executeUpdate()).isEqualTo(1);
              set.execute("RESET session_replication_role");
            }
            return null;
          };
      Superuser.jdbc().execute(back);
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

  /** Other processes that tests start have no such keys, and share the store. */
  @AfterEach
  void forget() {
    keys.use(false);
    asReplica(
        Superuser.tablesOfAgents().stream()
            .map(table -> "DELETE FROM %s WHERE agent_id = '%s'".formatted(table, agent))
            .toArray(String[]::new));
    Replayed.assertLiveEqualsReplay(api);
  }
}
