package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An event and the row made of it, changed alike by somebody who may: the ledger says otherwise.
 */
@RuntimeTest
class TamperedContentTest {
  @LocalServerPort int port;

  @Test
  void a_payload_and_a_result_changed_alike_in_event_and_table_are_found() {
    var api = new Api(port);
    var agent = api.provision(Map.of());
    var task =
        UUID.fromString(
            api.asAgent(
                    agent,
                    "POST",
                    "/api/tasks",
                    Map.of("type", "simulate", "payload", Map.of("sum", 1000)))
                .text("task_id"));
    var attempts = "/internal/tasks/" + task + "/attempts";
    api.asWorker("POST", attempts, Map.of("worker_id", "w"));
    api.asWorker("POST", attempts + "/1/complete", Map.of("result", Map.of("paid", 1000)));
    assertThat(identical(agent, api)).isTrue();

    for (var change :
        new String[][] {
          {"TaskSubmitted", "payload", "\"sum\":1000", "\"sum\":9000"},
          {"TaskCompleted", "result", "\"paid\":1000", "\"paid\":9000"}
        }) {
      replace(task, change[0], change[1], change[2], change[3]);
      var report = Replayed.ofEntityOf(agent, api);
      replace(task, change[0], change[1], change[3], change[2]);
      assertThat(report.text("identical")).as(change[0]).isEqualTo("false");
      assertThat(report.body().path("tables").path("ledger_entries").path("differing").asInt())
          .isPositive();
      assertThat(report.body().path("tables").path("agent_tasks").path("differing").asInt())
          .as("the row agrees with its event")
          .isZero();
    }
    assertThat(identical(agent, api)).isTrue();
  }

  private static boolean identical(UUID agent, Api api) {
    return Replayed.ofEntityOf(agent, api).body().path("identical").asBoolean();
  }

  /** Past the trigger that refuses changes, as a superuser can. */
  private static void replace(UUID task, String event, String column, String from, String to) {
    Superuser.jdbc()
        .execute(
            (java.sql.Connection connection) -> {
              var jdbc =
                  new JdbcTemplate(
                      new org.springframework.jdbc.datasource.SingleConnectionDataSource(
                          connection, true));
              jdbc.execute("SET session_replication_role = replica");
              try {
                assertThat(
                        jdbc.update(
                            """
                            UPDATE domain_event_entry SET payload = replace(payload, ?, ?)
                            WHERE payload_type LIKE ? AND payload::jsonb ->> 'taskId' = ?
                              AND strpos(payload, ?) > 0""",
                            from,
                            to,
                            "%" + event,
                            task.toString(),
                            from))
                    .isEqualTo(1);
                assertThat(
                        jdbc.update(
                            "UPDATE agent_tasks SET %1$s = replace(%1$s::text, ?, ?)::json WHERE task_id = ?"
                                .formatted(column),
                            from,
                            to,
                            task))
                    .isEqualTo(1);
              } finally {
                jdbc.execute("SET session_replication_role = DEFAULT");
              }
              return true;
            });
  }
}
