package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.DoneTasks;
import com.geniinow.runtime.events.Ids;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What is started from instead of the first event is verified with the tables. */
@RuntimeTest
class TamperedDerivedStateTest {
  @LocalServerPort int port;
  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgentWithAHistory() {
    api = new Api(port);
    agent = api.provision(Map.of("monthly_token_limit", 1_000));
  }

  @Test
  void a_snapshot_that_forgets_what_was_used_is_found() {
    work(60);
    var quota = Ids.quotaOf(agent).toString();
    await()
        .until(
            () ->
                Superuser.count(
                        "SELECT count(*) FROM snapshot_event_entry WHERE aggregate_identifier = ?",
                        quota)
                    == 1);
    assertThat(differing("snapshot_event_entry")).isZero();

    replace("snapshot_event_entry", "payload", "\"tokensUsed\":", "\"tokensUsed\":-");
    assertThat(identical()).isFalse();
    assertThat(differing("snapshot_event_entry")).isPositive();

    replace("snapshot_event_entry", "payload", "\"tokensUsed\":-", "\"tokensUsed\":");
    assertThat(identical()).isTrue();

    // As an earlier version may have written it: a field that is written today is not there.
    replace("snapshot_event_entry", "payload", "\"earlier\":{},", "");
    assertThat(identical()).as("it is read as what it means").isTrue();

    replace("snapshot_event_entry", "payload_type", "quota.Quota", "quota.NoQuota");
    assertThat(differing("snapshot_event_entry")).isPositive();
    replace("snapshot_event_entry", "payload_type", "quota.NoQuota", "quota.Quota");

    move("sequence_number + 100000");
    assertThat(differing("snapshot_event_entry")).isPositive();
    move("sequence_number - 100000");
    assertThat(identical()).isTrue();
  }

  @Test
  void a_checkpoint_of_the_past_that_was_changed_is_found() {
    DoneTasks.of(api, agent, 210);
    var past = "/api/audit/agents/" + agent;
    assertThat(api.asAdmin("GET", past, null).status()).isEqualTo(200);
    assertThat(Superuser.count("SELECT count(*) FROM audit_checkpoints WHERE agent_id = ?", agent))
        .isPositive();
    assertThat(differing("audit_checkpoints")).isZero();

    var before = api.asAdmin("GET", past, null).body().path("agent");
    replace("audit_checkpoints", "state", "{", "<");
    assertThat(differing("audit_checkpoints")).as("no JSON").isPositive();
    replace("audit_checkpoints", "state", "<", "{");

    replace("audit_checkpoints", "state", "\"test\"", "\"another\"");
    assertThat(identical()).isFalse();
    assertThat(differing("audit_checkpoints")).isPositive();

    assertThat(api.asAdmin("GET", past, null).body().path("agent"))
        .as("it is not believed")
        .isEqualTo(before);
    assertThat(identical()).as("and was made anew").isTrue();
  }

  private void replace(String table, String column, String from, String to) {
    int changed =
        Superuser.jdbc()
            .update(
                "UPDATE %1$s SET %2$s = replace(%2$s::text, ?, ?) WHERE agent_id = ? AND strpos(%2$s::text, ?) > 0"
                    .formatted(table, column),
                from,
                to,
                agent,
                from);
    assertThat(changed).isPositive();
  }

  private void move(String to) {
    Superuser.jdbc()
        .update(
            "UPDATE snapshot_event_entry SET sequence_number = " + to + " WHERE agent_id = ?",
            agent);
  }

  private boolean identical() {
    return Replayed.ofEntityOf(agent, api).body().path("identical").asBoolean();
  }

  private int differing(String table) {
    return Replayed.ofEntityOf(agent, api)
        .body()
        .path("tables")
        .path(table)
        .path("differing")
        .asInt(-1);
  }

  private void work(int tasks) {
    for (var i = 0; i < tasks; i++) {
      var task =
          api.asAgent(
                  agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", 1))
              .text("task_id");
      api.asWorker("POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "w"));
      api.asWorker(
          "POST",
          "/internal/tasks/" + task + "/attempts/1/complete",
          Map.of("usage", Map.of("input_tokens", 0, "output_tokens", 1)));
    }
  }
}
