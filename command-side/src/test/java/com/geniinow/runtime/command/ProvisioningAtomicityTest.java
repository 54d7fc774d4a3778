package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.DriverManager;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Provisioning leaves everything or nothing, wherever it is cut off. */
@RuntimeTest
class ProvisioningAtomicityTest {
  @LocalServerPort int port;
  @Autowired MeterRegistry meters;

  private final UUID agent = UUID.randomUUID();

  @ParameterizedTest
  @ValueSource(
      strings = {"domain_event_entry", "agents", "agent_quotas", "ledger_entries", "system_events"})
  void an_error_after_any_step_leaves_nothing(String table) {
    failsWithNothingLeft(() -> Sabotage.failing(table, agent));
  }

  @Test
  void an_error_at_the_second_event_leaves_nothing_of_the_first() {
    failsWithNothingLeft(
        () ->
            Sabotage.after(
                "domain_event_entry",
                agent,
                "IF NEW.type = 'Quota' THEN RAISE EXCEPTION '%s'; END IF;"
                    .formatted(Sabotage.MESSAGE)));
  }

  @Test
  void an_error_at_the_commit_itself_leaves_nothing() {
    failsWithNothingLeft(() -> Sabotage.failingCommit("agents", agent));
  }

  @ParameterizedTest
  @ValueSource(strings = {"domain_event_entry", "agents", "system_events"})
  void a_connection_that_dies_on_the_way_leaves_nothing(String table) {
    try (var log = new ErrorLog();
        var killer =
            Sabotage.after(table, agent, "PERFORM pg_terminate_backend(pg_backend_pid());")) {
      assertUnavailable(provision());
      assertThat(Superuser.rowsOf(agent)).isEmpty();
      assertThat(log.rollbacksOf(agent)).hasSize(1);
    }
    assertProvisioned(provision());
  }

  @Test
  void a_connection_killed_from_outside_leaves_nothing() throws Exception {
    long lock = agent.getLeastSignificantBits();
    try (var gate = Sabotage.waitingFor(lock, "agents", agent);
        var holder =
            DriverManager.getConnection(
                com.geniinow.runtime.servers.LocalServers.shared().superuserJdbcUrl());
        var statement = holder.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + lock + ")");
      var answer = CompletableFuture.supplyAsync(this::provision);
      var waiting =
          await()
              .until(
                  () ->
                      Superuser.jdbc()
                          .queryForList(
                              """
                              SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                                AND classid::bigint << 32 | objid::bigint = ?""",
                              Integer.class,
                              lock),
                  pids -> pids.size() == 1);
      Superuser.jdbc().queryForList("SELECT pg_terminate_backend(?)", waiting.getFirst());
      assertUnavailable(answer.get());
    }
    assertThat(Superuser.rowsOf(agent)).isEmpty();
    assertProvisioned(provision());
  }

  private void failsWithNothingLeft(Supplier<Sabotage> sabotage) {
    double before = rolledBack();
    try (var log = new ErrorLog();
        var saboteur = sabotage.get()) {
      var answer = provision();
      assertThat(answer.status()).as("%s", answer).isEqualTo(500);
      assertThat(answer.headers().get("content-type")).containsExactly("application/problem+json");
      assertThat(answer.text("reason")).isEqualTo("internal_error");
      assertThat(answer.body().toString())
          .doesNotContainIgnoringCase("sabotage", "insert", "sql", "exception", "domain_event");
      assertThat(Superuser.rowsOf(agent)).isEmpty();
      assertThat(log.rollbacksOf(agent)).singleElement().asString().contains("PSQLException");
      assertThat(log.tracesWith(Sabotage.MESSAGE)).as("logged once").hasSize(1);
      assertThat(rolledBack() - before).isEqualTo(1);
    }
    assertProvisioned(provision());
  }

  private double rolledBack() {
    return meters.get("genii.transactions").tag("outcome", "rolled_back").counter().count();
  }

  private Api.Answer provision() {
    return new Api(port)
        .asAdmin(
            "POST",
            "/api/agents/provision",
            Map.of("agent_id", agent, "entity_id", agent, "name", "atomic"));
  }

  private static void assertUnavailable(Api.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(503);
    assertThat(answer.text("reason")).isEqualTo("unavailable");
    assertThat(answer.headers().get("retry-after")).isNotEmpty();
  }

  private void assertProvisioned(Api.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    assertThat(Superuser.rowsOf(agent))
        .containsEntry("agents", 1L)
        .containsEntry("agent_quotas", 1L)
        .containsEntry("ledger_entries", 2L)
        .containsEntry("system_events", 2L)
        .containsEntry("domain_event_entry", 2L);
  }
}
