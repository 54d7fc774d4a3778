package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.events.Ids;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.axonframework.common.caching.Cache;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RuntimeTest
class SnapshotTest {
  @LocalServerPort int port;
  @Autowired Cache cache;

  @Autowired
  @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system;

  @Test
  void a_long_history_is_loaded_from_its_snapshot_and_decides_the_same() {
    var api = new Api(port);
    var agent = anAgentThatHasUsed600Of1000(api);

    cache.removeAll();

    assertOnly400AreLeft(api, agent);
  }

  /** By who may write the table, and by who may do anything; then the processes start again. */
  @Test
  void a_snapshot_that_somebody_else_wrote_is_not_believed() throws SQLException {
    var api = new Api(port);
    var agent = anAgentThatHasUsed600Of1000(api);
    var quota = Ids.quotaOf(agent).toString();
    var changed =
        Superuser.jdbc()
            .update(
                """
                UPDATE snapshot_event_entry
                SET payload = regexp_replace(payload, '"tokensUsed":\\d+', '"tokensUsed":0')
                WHERE aggregate_identifier = ?""",
                quota);
    assertThat(changed).isEqualTo(1);
    cache.removeAll();
    assertThat(submit(api, agent, 401).status()).isEqualTo(429);

    // With a right to add and to remove, but not to change.
    try (var system = Logins.as("genii_system");
        var sql = system.createStatement()) {
      assertThat(Logins.refusal(system, "UPDATE snapshot_event_entry SET payload = '{}'"))
          .startsWith("42501");
      sql.execute("CREATE TEMPORARY TABLE forged AS SELECT * FROM snapshot_event_entry");
      sql.execute(
          """
          UPDATE forged SET sequence_number = sequence_number + 1, event_identifier = gen_random_uuid(),
            payload = regexp_replace(payload, '"tokensUsed":\\d+', '"tokensUsed":0')""");
      sql.execute("DELETE FROM forged WHERE aggregate_identifier <> '" + quota + "'");
      sql.execute("INSERT INTO snapshot_event_entry SELECT * FROM forged");
      system.commit();
    }
    cache.removeAll();
    assertOnly400AreLeft(api, agent);
    Superuser.jdbc()
        .update("DELETE FROM snapshot_event_entry WHERE aggregate_identifier = ?", quota);
  }

  @Test
  void a_snapshot_of_an_earlier_form_is_passed_over_and_is_no_fault() {
    var api = new Api(port);
    var agent = anAgentThatHasUsed600Of1000(api);
    var quota = Ids.quotaOf(agent).toString();
    var changed =
        Superuser.jdbc()
            .update(
                """
                UPDATE snapshot_event_entry SET payload_revision = '1',
                  payload = regexp_replace(payload, '"tokensUsed":\\d+', '"tokensUsed":0')
                WHERE aggregate_identifier = ?""",
                quota);
    assertThat(changed).isEqualTo(1);
    cache.removeAll();

    assertOnly400AreLeft(api, agent);
    var report = Replayed.ofEntityOf(agent, api);
    assertThat(report.body().path("identical").asBoolean()).as("%s", report).isTrue();
    Superuser.jdbc()
        .update("DELETE FROM snapshot_event_entry WHERE aggregate_identifier = ?", quota);
  }

  private UUID anAgentThatHasUsed600Of1000(Api api) {
    UUID agent = api.provision(Map.of("monthly_token_limit", 1_000));
    for (var i = 0; i < 60; i++) {
      var task =
          api.asAgent(
                  agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", 10))
              .text("task_id");
      api.asWorker("POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "w"));
      api.asWorker(
          "POST",
          "/internal/tasks/" + task + "/attempts/1/complete",
          Map.of("usage", Map.of("input_tokens", 0, "output_tokens", 10)));
    }
    await().until(() -> snapshots(agent.toString()) == 1);
    await().until(() -> snapshots(Ids.quotaOf(agent).toString()) == 1);
    return agent;
  }

  private static void assertOnly400AreLeft(Api api, UUID agent) {
    var over = submit(api, agent, 401);
    assertThat(over.status()).isEqualTo(429);
    assertThat(over.body().path("used").asLong()).isEqualTo(600);
    assertThat(submit(api, agent, 400).status()).isEqualTo(202);
  }

  private static Api.Answer submit(Api api, UUID agent, int tokens) {
    return api.asAgent(
        agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", tokens));
  }

  private int snapshots(String aggregate) {
    return system
        .sql("SELECT 1 FROM snapshot_event_entry WHERE aggregate_identifier = ?")
        .param(aggregate)
        .query(Integer.class)
        .list()
        .size();
  }
}
