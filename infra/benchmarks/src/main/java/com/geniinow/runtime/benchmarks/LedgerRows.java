package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.events.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.UUID;

/** A chain of ledger entries as docs/ledger.md describes it, written past the service. */
final class LedgerRows {
  private static final int BATCH = 1_000;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final String HEAD =
      "SELECT sequence, hash, entity_id FROM ledger_entries WHERE agent_id = ? ORDER BY sequence"
          + " DESC LIMIT 1";
  private static final String TASKS =
      """
      SELECT t.task_id, t.created_at, t.completed_at FROM agent_tasks t
      WHERE t.agent_id = ? AND EXISTS (SELECT FROM agent_quota_usage u WHERE u.task_id = t.task_id)
      ORDER BY t.created_at""";
  private static final String INSERT =
      """
      INSERT INTO ledger_entries (entry_id, agent_id, entity_id, sequence, type, event_id, details,
        previous_hash, hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private final PreparedStatement insert;
  private final UUID agent;
  private final UUID entity;
  private long sequence;
  private String hash;

  private LedgerRows(
      PreparedStatement insert, UUID agent, UUID entity, long sequence, String hash) {
    this.insert = insert;
    this.agent = agent;
    this.entity = entity;
    this.sequence = sequence;
    this.hash = hash;
  }

  /**
   * Goes on with an agent's chain: three entries for each of its tasks that has usage.
   *
   * @return how many entries the chain has then
   */
  static long write(Servers servers, UUID agent) {
    try (var connection = servers.superuser();
        var head = connection.prepareStatement(HEAD);
        var tasks = connection.prepareStatement(TASKS);
        var insert = connection.prepareStatement(INSERT)) {
      connection.setAutoCommit(false);
      head.setObject(1, agent);
      tasks.setObject(1, agent);
      try (var last = head.executeQuery();
          var found = tasks.executeQuery()) {
        last.next();
        var rows =
            new LedgerRows(
                insert, agent, last.getObject(3, UUID.class), last.getLong(1), last.getString(2));
        while (found.next()) {
          rows.add(
              found.getString(1),
              found.getObject(2, OffsetDateTime.class).toInstant(),
              found.getObject(3, OffsetDateTime.class).toInstant());
        }
        insert.executeBatch();
        connection.commit();
        return rows.sequence;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(String task, Instant created, Instant completed) throws SQLException {
    add(
        "task_submitted",
        """
        {"estimated_cost_usd":"0","estimated_tokens":"10","model":"gpt-4o-mini","task_id":"%s",\
        "task_type":"simulate"}"""
            .formatted(task),
        created);
    add(
        "usage_recorded",
        """
        {"attempt":1,"cost_usd":"0.0003","estimated":false,"model":"gpt-4o-mini","task_id":"%s",\
        "tokens":"100"}"""
            .formatted(task),
        completed);
    add("task_completed", "{\"attempt\":1,\"task_id\":\"%s\"}".formatted(task), completed);
  }

  private void add(String type, String details, Instant at) throws SQLException {
    sequence++;
    var event = UUID.randomUUID();
    var previous = hash;
    hash =
        sha256(
            """
            {"agent_id":"%s","created_at":"%s","details":%s,"event_id":"%s","previous_hash":"%s",\
            "sequence":%d,"type":"%s"}"""
                .formatted(agent, MICROS.format(at), details, event, previous, sequence, type));
    Object[] values = {
      Ids.ledgerEntry(agent, sequence),
      agent,
      entity,
      sequence,
      type,
      event,
      details,
      previous,
      hash,
      at.atOffset(ZoneOffset.UTC)
    };
    for (var n = 0; n < values.length; n++) {
      insert.setObject(n + 1, values[n]);
    }
    insert.addBatch();
    if (sequence % BATCH == 0) {
      insert.executeBatch();
    }
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
