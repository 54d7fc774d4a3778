package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Transactional execution: all of it or nothing. */
class TransactionsAcceptanceTest {
  private final Tables tables = new Tables();

  @Test
  void terminating_the_connection_midway_through_provisioning_leaves_no_row_in_any_table() {
    var agentId = UUID.randomUUID();
    try (var fault =
        tables.onInsertFor(
            agentId, "ledger_entries", "PERFORM pg_terminate_backend(pg_backend_pid())")) {
      assertThat(provision(agentId).status()).isIn(500, 503);
    }
    assertThat(tables.rowsOf(agentId)).isEmpty();
    assertThat(provision(agentId).status()).isEqualTo(201);
  }

  @Test
  void an_error_after_any_step_of_provisioning_leaves_no_row_in_any_table() {
    for (var step : Tables.OF_RECORD) {
      var agentId = UUID.randomUUID();
      try (var fault = tables.onInsertFor(agentId, step, "RAISE EXCEPTION 'injected'")) {
        var answer = provision(agentId);
        assertThat(answer.status()).as(step).isEqualTo(500);
        assertThat(answer.text("reason")).isEqualTo("internal_error");
        assertThat(answer.text("detail")).doesNotContain("injected", "SQL", step);
      }
      assertThat(tables.rowsOf(agentId)).as(step).isEmpty();
    }
  }

  @Test
  void every_ledger_entry_stands_beside_the_record_that_triggered_it() {
    var agent = TestAgent.provision(Map.of());
    var ledger = agent.token().get("/api/agents/" + agent.id() + "/ledger");
    assertThat(ledger.body().path("items").findValuesAsString("type"))
        .containsExactly("agent_provisioned", "quota_opened");
    assertThat(tables.rowsOf(agent.id()))
        .containsEntry("agents", 1L)
        .containsEntry("agent_quotas", 1L)
        .containsEntry("ledger_entries", 2L)
        .containsEntry("system_events", 2L)
        .containsEntry("domain_event_entry", 2L);
  }

  @Test
  void the_same_idempotency_key_answers_200_with_the_first_response_and_creates_no_task() {
    var agent = TestAgent.provision(Map.of());
    var task = Map.of("type", "simulate", "estimated_tokens", 5, "idempotency_key", "once");

    var first = agent.submit(task);
    var again = agent.submit(task);

    assertThat(first.status()).isEqualTo(202);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(again.body()).isEqualTo(first.body());
    var tasks = agent.token().get("/api/agents/" + agent.id() + "/tasks");
    assertThat(tasks.body().path("items")).hasSize(1);
  }

  private static Answer provision(UUID agentId) {
    return Caller.admin()
        .post(
            "/api/agents/provision",
            Map.of("name", "atomic", "entity_id", UUID.randomUUID(), "agent_id", agentId));
  }
}
