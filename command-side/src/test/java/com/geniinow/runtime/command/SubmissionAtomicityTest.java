package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.queue.TaskQueue;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A submission that fails on its way changes nothing, neither in tables nor in memory. */
@RuntimeTest
class SubmissionAtomicityTest {
  private static final int DEPTH = 100;
  private static final String SECRET = "not-for-the-log-4711";

  @LocalServerPort int port;
  @Autowired TaskQueue queue;

  private Api api;
  private UUID agent;

  @BeforeEach
  void provision() {
    api = new Api(port);
    agent = api.provision(Map.of("monthly_token_limit", DEPTH + 1));
    assertThat(submit().status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "domain_event_entry",
        "agent_quotas",
        "agent_tasks",
        "task_labels",
        "ledger_entries",
        "system_events"
      })
  void an_error_at_any_step_leaves_nothing_of_it(String table) {
    failsWithNothingLeft(id -> Sabotage.failing(table, id), 500);
  }

  @Test
  void an_error_at_the_commit_leaves_nothing_of_it() {
    failsWithNothingLeft(id -> Sabotage.failingCommit("agent_tasks", id), 500);
  }

  @Test
  void a_connection_that_dies_leaves_nothing_of_it() {
    failsWithNothingLeft(
        id -> Sabotage.after("agent_tasks", id, "PERFORM pg_terminate_backend(pg_backend_pid());"),
        503);
  }

  private void failsWithNothingLeft(Function<UUID, Sabotage> sabotage, int status) {
    var before = Superuser.rowsOf(agent);
    var queued = queue.snapshot(agent);
    try (var log = new ErrorLog();
        var saboteur = sabotage.apply(agent)) {
      var answer = submit();
      assertThat(answer.status()).as("%s", answer).isEqualTo(status);
      assertThat(log.rollbacksOf(agent)).hasSize(1);
      assertThat(log.tracesWith(SECRET)).isEmpty();
    }
    assertThat(Superuser.rowsOf(agent)).isEqualTo(before);
    assertThat(queue.snapshot(agent)).isEqualTo(queued);
    assertThat(reserved()).isEqualTo(1);
    // What is cached is not ahead of the store: the depth is reached exactly, and no sooner.
    for (var n = 1; n < DEPTH; n++) {
      assertThat(submit().status()).isEqualTo(202);
    }
    assertThat(reserved()).isEqualTo(DEPTH);
    var full = submit();
    assertThat(full.status()).isEqualTo(429);
    assertThat(full.text("reason")).isEqualTo("queue_full");
  }

  private long reserved() {
    return Superuser.count(
        "SELECT monthly_tokens_reserved FROM agent_quotas WHERE agent_id = ?", agent);
  }

  private Api.Answer submit() {
    return api.asAgent(
        agent,
        "POST",
        "/api/tasks",
        Map.of(
            "type",
            "simulate",
            "payload",
            Map.of("key", SECRET),
            "labels",
            Map.of("team", "sales"),
            "estimated_tokens",
            1));
  }
}
