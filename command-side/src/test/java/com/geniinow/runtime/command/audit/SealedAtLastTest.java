package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.work.TextOfBefore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.ConnectionCallback;

/** What goes with the last of an agent's clear events, and what could keep it from being sealed. */
@RuntimeTest
class SealedAtLastTest {
  private static final String CANARY = "canary-4d07";

  /** More than two batches, and enough for a snapshot of the quota. */
  private static final int CORRECTIONS = 110;

  private static final String CLEAR = "{\"about\":\"" + CANARY + "\"}";

  @LocalServerPort int port;
  @Autowired TextOfBefore text;

  private final TestDataKeys keys = TestDataKeys.SHARED;
  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgentWithClearText() {
    api = new Api(port);
    keys.use(false);
    agent = api.provision(Map.of("name", CANARY));
    did(200, "POST", "/suspend", Map.of("reason", CANARY));
    did(200, "POST", "/resume", Map.of("reason", CANARY));
    var task = Map.of("type", "simulate", "estimated_tokens", 10, "payload", Map.of("ask", CANARY));
    var submitted = api.asAgent(agent, "POST", "/api/tasks", task);
    assertThat(submitted.status()).as("%s", submitted).isEqualTo(202);
    var cancel = "/api/tasks/" + submitted.text("task_id") + "/cancel";
    assertThat(api.asAdmin("POST", cancel, null).status()).isEqualTo(200);
    for (var n = 0; n < CORRECTIONS; n++) {
      did(201, "POST", "/quota/corrections", Map.of("tokens", 7, "reason", CANARY + n));
    }
    keys.use(true);
  }

  private void did(int status, String method, String path, Map<String, ?> body) {
    var answer = api.asAdmin(method, "/api/agents/" + agent + path, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
  }

  @AfterEach
  void forget() {
    keys.use(false);
    Superuser.forget(agent);
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void what_was_made_of_clear_events_goes_with_the_last_of_them() {
    await().until(() -> snapshots() > 0);
    keep(1, CLEAR);
    keep(2, "{\"c\":\"a sealed one\"}");

    assertThat(text.sealSome(agent)).isPositive();
    assertThat(snapshots()).isPositive();
    assertThat(kept()).containsExactly(1L, 2L);

    sealAll();
    assertThat(snapshots()).isZero();
    assertThat(kept()).containsExactly(2L);
  }

  @Test
  void of_several_processes_that_are_at_the_last_events_one_finds_that_it_was_the_last()
      throws Exception {
    keep(1, CLEAR);

    Parallel.all(4, n -> sealAll());

    assertThat(kept()).isEmpty();
  }

  /** As where that one dies: what it gives back lies before what this one goes on with. */
  @Test
  void an_event_that_another_process_had_and_gave_back_is_sealed_too() throws Exception {
    var source = Objects.requireNonNull(Superuser.jdbc().getDataSource());
    try (var other = source.getConnection();
        var first =
            other.prepareStatement(
                "SELECT FROM domain_event_entry WHERE agent_id = ?"
                    + " ORDER BY global_index LIMIT 1 FOR UPDATE")) {
      other.setAutoCommit(false);
      first.setObject(1, agent);
      first.execute();
      assertThat(text.sealSome(agent)).isPositive();
      other.rollback();
      other.setAutoCommit(true);
    }

    int some;
    do {
      some = text.sealSome(agent);
    } while (some > 0);

    assertThat(text.isClear(agent)).isFalse();
    assertThat(withCanary("domain_event_entry")).isZero();
  }

  @Test
  void events_that_can_not_be_read_are_sealed_as_a_whole_and_keep_no_other_waiting() {
    var clear = StoredText.payloads(agent);
    var counted = text.unreadable();
    rename("AgentSuspended");
    rename("TaskSubmitted");

    assertThat(sealAll()).isEqualTo(clear.size());

    assertThat(text.unreadable()).isEqualTo(counted + 2);
    assertThat(withCanary("domain_event_entry")).isZero();
    assertThat(stored("AgentSuspended"))
        .startsWith("{\"agentId\":\"" + agent + "\"")
        .doesNotContain("\"at\":\"")
        .contains("\"k\":\"" + DataKeys.LASTING);
    assertThat(stored("TaskSubmitted"))
        .contains("\"k\":\"20")
        .doesNotContain("\"k\":\"" + DataKeys.LASTING);
    var opening = new SealedPayload(keys);
    StoredText.payloads(agent)
        .forEach(
            (event, stored) -> assertThat(opening.open(event, stored)).isEqualTo(clear.get(event)));
  }

  /** What can't be read may have said anything to the ledger, too. */
  @Test
  void the_entry_of_an_event_that_can_not_be_read_is_redacted_like_one_with_text() {
    rename("AgentSuspended");
    sealAll();
    assertThat(withCanary("ledger_entries")).isPositive();

    var redacted = text.redactSome(agent);
    while (redacted > 0) {
      redacted = text.redactSome(agent);
    }

    assertThat(withCanary("ledger_entries")).isZero();
  }

  /** As where the type is no more. */
  private void rename(String type) {
    asReplica(
        "UPDATE domain_event_entry SET payload_type = payload_type || 'Formerly'"
            + " WHERE agent_id = '%s' AND payload_type LIKE '%%$%s'".formatted(agent, type));
  }

  private String stored(String type) {
    return String.valueOf(
        Superuser.jdbc()
            .queryForObject(
                "SELECT payload FROM domain_event_entry WHERE agent_id = ? AND payload_type LIKE ?",
                String.class,
                agent,
                "%$" + type + "Formerly"));
  }

  /** How many it were. */
  private int sealAll() {
    var count = 0;
    while (text.isClear(agent)) {
      count += text.sealSome(agent);
    }
    return count;
  }

  private long snapshots() {
    return Superuser.count("SELECT count(*) FROM snapshot_event_entry WHERE agent_id = ?", agent);
  }

  /** The places in the store of its checkpoints of the past. */
  private List<Long> kept() {
    return Superuser.jdbc()
        .queryForList(
            "SELECT global_index FROM audit_checkpoints WHERE agent_id = ? ORDER BY global_index",
            Long.class,
            agent);
  }

  private void keep(long place, String state) {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO audit_checkpoints
              (agent_id, entity_id, global_index, events, reached_at, state)
            SELECT agent_id, entity_id, ?, 1, now(), ? FROM agents WHERE agent_id = ?""",
            place,
            state,
            agent);
  }

  private long withCanary(String table) {
    return StoredText.rowsWith(CANARY, table, agent);
  }

  private static void asReplica(String sql) {
    ConnectionCallback<Void> run =
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = 'replica'");
            statement.execute(sql);
            statement.execute("RESET session_replication_role");
          }
          return null;
        };
    Superuser.jdbc().execute(run);
  }
}
