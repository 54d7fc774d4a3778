package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What genii_sealer may change of an event and of a ledger entry, and that nobody else may. */
@RuntimeTest
class SealerRoleTest {
  private static final String FIRST =
      " WHERE agent_id = '%1$s' AND sequence_number = 0 AND type = 'Agent'";

  private static final String SAY =
      """
      INSERT INTO sealings SELECT event_identifier::uuid, agent_id, entity_id,
        encode(sha256(convert_to(payload, 'UTF8')), 'hex'),
        encode(sha256(convert_to(payload, 'UTF8')), 'hex'), 'c', true, now(), 'k', 's'
      FROM domain_event_entry\
      """
          + FIRST;

  private static final String SEAL =
      """
      UPDATE domain_event_entry e SET
        payload = regexp_replace(payload, '"name":"[^"]*"',
          '"name":{"c":"a","k":"2026-03-15","s":"b"}'),
        meta_data = (meta_data::jsonb || jsonb_build_object('sealed',
          encode(sha256(convert_to(payload, 'UTF8')), 'hex')))::text\
      """
          + FIRST;

  private static final String RECORD =
      """
      INSERT INTO ledger_redactions SELECT entry_id, agent_id, entity_id, sequence, hash,
        encode(sha256(convert_to(details, 'UTF8')), 'hex'), 'h', now(), 'k', 'p', 's'
      FROM ledger_entries WHERE agent_id = '%1$s' AND sequence = 1\
      """;

  private static final String REDACT =
      """
      UPDATE ledger_entries SET details = '{"redacted":"'
        || encode(sha256(convert_to(details, 'UTF8')), 'hex') || '"}'
      WHERE agent_id = '%1$s' AND sequence = 1\
      """;

  @LocalServerPort int port;

  private final UUID entity = UUID.randomUUID();
  private UUID agent;

  @BeforeEach
  void aClearEvent() {
    agent = new Api(port).provision(Map.of("entity_id", entity, "name", "Ada"));
  }

  /** What they end with, in a transaction without savepoints that is never committed. */
  private String asSealer(String... statements) throws SQLException {
    try (var connection = Logins.as("genii_system")) {
      Logins.actFor(connection, "command", agent.toString(), entity.toString());
      try (var statement = connection.createStatement()) {
        statement.execute("SET LOCAL ROLE genii_sealer");
        for (var sql : statements) {
          statement.execute(sql.contains("%1$s") ? sql.formatted(agent) : sql);
        }
        statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
        return "";
      } catch (SQLException e) {
        return e.getSQLState() + " " + e.getMessage();
      } finally {
        connection.rollback();
      }
    }
  }

  private void refused(String... statements) throws SQLException {
    assertThat(asSealer(statements)).as(String.join("; ", statements)).startsWith("42501");
  }

  @Test
  void it_seals_an_event_and_says_so_in_the_same_transaction() throws SQLException {
    assertThat(asSealer(SAY, SEAL)).isEmpty();
    refused(SEAL);
    refused(SAY);
    refused(SEAL, SAY);
    refused(SAY.replace("'hex'), 'c'", "'hex') || '0', 'c'"), SEAL);
    refused(SAY.replaceFirst("payload", "payload || ' '"), SEAL);
  }

  @Test
  void it_changes_nothing_else_of_an_event() throws SQLException {
    refused(SAY, SEAL.replace("\"s\":\"b\"}", "\"s\":\"b\",\"x\":1}"));
    refused(SAY, SEAL.replace("{\"c\":\"a\",\"k\":\"2026-03-15\",\"s\":\"b\"}", "\"Bob\""));
    refused(SAY, SEAL.replace("{\"c\":\"a\",\"k\":\"2026-03-15\",\"s\":\"b\"}", "{}"));
    refused(SAY, SEAL.replace("{\"c\":\"a\",\"k\":\"2026-03-15\",\"s\":\"b\"}'", "null,\"x\":1'"));
    refused(SAY, SEAL.replace("'sealed',", "'sealed', 'x', 'other',"));
    refused(SAY, SEAL.replace("meta_data::jsonb ||", "'{\"key_id\":\"1\"}'::jsonb ||"));
    refused(SAY, SEAL.replace("meta_data = (", "time_stamp = '', meta_data = ("));
    refused(SAY, SEAL.replace("meta_data = (", "agent_id = entity_id, meta_data = ("));
    refused("DELETE FROM domain_event_entry" + FIRST);
    refused("TRUNCATE domain_event_entry");
  }

  @Test
  void what_is_sealed_is_not_sealed_again_nor_opened() throws SQLException {
    refused(SAY, SEAL, SEAL);
    refused(SAY, SEAL, "UPDATE domain_event_entry SET payload = '{}', meta_data = '{}'" + FIRST);
  }

  @Test
  void it_redacts_an_entry_and_says_so_in_the_same_transaction() throws SQLException {
    assertThat(asSealer(RECORD, REDACT)).isEmpty();
    refused(REDACT);
    refused(RECORD);
    refused(REDACT, RECORD);
    refused(RECORD, REDACT.replace("details = '{", "details = ' {"));
    refused(RECORD, REDACT.replace("sequence = 1", "sequence IN (1, 2)"));
    refused(RECORD.replace("sequence, hash", "sequence, previous_hash"), REDACT);
    refused(RECORD, REDACT.replace("SET details", "SET type = 'x', details"));
    refused("DELETE FROM ledger_entries WHERE agent_id = '%1$s'");
  }

  @Test
  void it_sees_one_agent_alone() throws SQLException {
    var other = new Api(port).provision(Map.of());
    for (var table : new String[] {"domain_event_entry", "ledger_entries"}) {
      try (var connection = Logins.as("genii_system")) {
        Logins.actFor(connection, "command", agent.toString(), entity.toString());
        try (var statement = connection.createStatement()) {
          statement.execute("SET LOCAL ROLE genii_sealer");
          try (var rows =
              statement.executeQuery(
                  "SELECT count(*) FILTER (WHERE agent_id = '%s'), count(*) FROM %s"
                      .formatted(other, table))) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).as(table).isZero();
            assertThat(rows.getLong(2)).as(table).isPositive();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"genii_command", "genii_query", "genii_system", "owner", "superuser"})
  void nobody_seals_as_himself(String login) throws SQLException {
    try (var connection = Logins.as(login)) {
      for (var sql :
          new String[] {
            "UPDATE domain_event_entry SET payload = payload",
            "UPDATE domain_event_entry SET meta_data = NULL WHERE false",
            "UPDATE ledger_entries SET details = details",
            "UPDATE sealings SET kid = kid",
            "DELETE FROM ledger_redactions",
            "TRUNCATE sealings"
          }) {
        assertThat(Logins.refusal(connection, sql)).as(sql).startsWith("42501");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"genii_command", "genii_query"})
  void who_acts_for_callers_does_not_become_the_sealer(String login) throws SQLException {
    try (var connection = Logins.as(login)) {
      assertThat(Logins.refusal(connection, "SET LOCAL ROLE genii_sealer")).startsWith("42501");
    }
  }
}
