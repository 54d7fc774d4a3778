package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What somebody with every right may do to events, past the triggers: each is found. */
@RuntimeTest
class TamperedEventsTest {
  @LocalServerPort int port;
  private Api api;
  private UUID agent;

  @BeforeEach
  void twoTasksOfOneAgent() {
    api = new Api(port);
    agent = api.provision(Map.of());
    for (var n = 0; n < 2; n++) {
      var task =
          api.asAgent(
                  agent,
                  "POST",
                  "/api/tasks",
                  Map.of("type", "simulate", "payload", Map.of("sum", 1000 + n)))
              .text("task_id");
      var attempts = "/internal/tasks/" + task + "/attempts";
      api.asWorker("POST", attempts, Map.of("worker_id", "w"));
      api.asWorker("POST", attempts + "/1/complete", Map.of("result", Map.of("paid", 1000)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a payload           | UPDATE domain_event_entry SET payload = replace(payload, '"sum":100', '"sum":900') WHERE payload_type LIKE '%TaskSubmitted'
          white space alone   | UPDATE domain_event_entry SET payload = replace(payload, '"sum":', '"sum": ') WHERE payload_type LIKE '%TaskSubmitted'
          what the entry says | UPDATE ledger_entries SET details = replace(details, '"content":"', '"content":"0') WHERE type = 'task_completed'
          an entry's content  | UPDATE ledger_entries SET details = regexp_replace(details, '"content":"[0-9a-f]*",?', '') WHERE type = 'task_submitted'
          the mark            | UPDATE domain_event_entry SET meta_data = replace(meta_data, '"content"', '"kontent"') WHERE payload_type LIKE '%TaskSubmitted'
          another mark        | UPDATE domain_event_entry SET meta_data = replace(meta_data, '"sha256"', '"none"') WHERE payload_type LIKE '%TaskCompleted'
          no meta data        | UPDATE domain_event_entry SET meta_data = '{}' WHERE payload_type LIKE '%TaskCompleted'
          what kind it is     | UPDATE domain_event_entry SET payload_type = replace(payload_type, 'TaskCompleted', 'TaskCancelled') WHERE payload_type LIKE '%TaskCompleted'
          no kind at all      | UPDATE domain_event_entry SET payload_type = 'nothing.of.Ours' WHERE payload_type LIKE '%TaskCompleted'
          no JSON             | UPDATE domain_event_entry SET payload = concat('x', payload) WHERE payload_type LIKE '%TaskCompleted'
          whose it is         | UPDATE domain_event_entry SET agent_id = gen_random_uuid() WHERE payload_type LIKE '%TaskCompleted'
          whose entity it is  | UPDATE domain_event_entry SET entity_id = gen_random_uuid() WHERE payload_type LIKE '%TaskStarted'
          its number          | UPDATE domain_event_entry SET sequence_number = sequence_number + 1000 WHERE payload_type LIKE '%TaskStarted'
          its name            | UPDATE domain_event_entry SET event_identifier = gen_random_uuid() WHERE payload_type LIKE '%TaskStarted'
          an event            | DELETE FROM domain_event_entry WHERE payload_type LIKE '%TaskSubmitted'
          one without entry   | DELETE FROM domain_event_entry WHERE payload_type LIKE '%TaskStarted'
          two swapped         | UPDATE domain_event_entry e SET payload = o.payload FROM domain_event_entry o WHERE o.agent_id = e.agent_id AND o.payload_type = e.payload_type AND o.global_index <> e.global_index AND e.payload_type LIKE '%TaskSubmitted'
          order               | UPDATE domain_event_entry e SET global_index = -e.global_index WHERE payload_type LIKE '%TaskCompleted'
          """)
  void a_change_is_found(String what, String sql) {
    var table = sql.contains("ledger_entries") ? "ledger_entries" : "domain_event_entry";
    var report = new ArrayList<Api.Answer>();
    tampered(
        table,
        sql.replace("WHERE", "WHERE " + (sql.contains(" e ") ? "e." : "") + "agent_id = ? AND"),
        () -> report.add(Replayed.ofEntityOf(agent, api)));
    var answer = report.getFirst();
    assertThat(answer.text("identical")).as("%s: %s", what, answer).isEqualTo("false");
    assertThat(answer.body().path("drift").toString()).contains(agent.toString());
    assertThat(Replayed.ofEntityOf(agent, api).text("identical")).isEqualTo("true");
  }

  @Test
  void an_event_without_an_entry_is_missed_even_where_what_it_left_went_with_it() {
    var rows = new ArrayList<Api.Answer>();
    tampered(
        "system_events",
        "DELETE FROM system_events WHERE agent_id = ? AND type = 'TaskStarted'",
        () ->
            tampered(
                "domain_event_entry",
                "DELETE FROM domain_event_entry WHERE agent_id = ? AND payload_type LIKE '%TaskStarted'",
                () -> rows.add(Replayed.ofEntityOf(agent, api))));
    var counts = rows.getFirst().body().path("tables");
    assertThat(counts.at("/system_events/differing").asInt()).isZero();
    assertThat(counts.at("/domain_event_entry/differing").asInt()).isEqualTo(1);
  }

  /** Past the trigger that refuses changes, as a superuser can; and back again. */
  private void tampered(String table, String sql, Runnable meanwhile) {
    Superuser.jdbc()
        .execute(
            (java.sql.Connection connection) -> {
              var jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
              jdbc.execute("SET session_replication_role = replica");
              var kept = "kept_" + table;
              jdbc.execute("DROP TABLE IF EXISTS pg_temp." + kept);
              jdbc.update(
                  "CREATE TEMPORARY TABLE "
                      + kept
                      + " AS SELECT * FROM "
                      + table
                      + " WHERE agent_id = '"
                      + agent
                      + "'");
              try {
                assertThat(jdbc.update(sql, agent)).isPositive();
                meanwhile.run();
              } finally {
                var key =
                    Map.of(
                            "domain_event_entry",
                            "event_identifier",
                            "ledger_entries",
                            "entry_id",
                            "system_events",
                            "event_id")
                        .get(table);
                jdbc.update(
                    "DELETE FROM "
                        + table
                        + " t WHERE agent_id = ? OR EXISTS (SELECT FROM "
                        + kept
                        + " k WHERE k."
                        + key
                        + " = t."
                        + key
                        + ")"
                        + (table.equals("domain_event_entry")
                            ? " OR EXISTS (SELECT FROM "
                                + kept
                                + " k WHERE abs(t.global_index) = k.global_index)"
                            : ""),
                    agent);
                jdbc.update("INSERT INTO " + table + " SELECT * FROM " + kept);
                jdbc.execute("SET session_replication_role = DEFAULT");
              }
              return List.of();
            });
  }
}
