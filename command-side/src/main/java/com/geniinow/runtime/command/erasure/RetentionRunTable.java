package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The days that are being erased, how far each has come, and what people were told of them. */
@Component
class RetentionRunTable {
  private static final String DUE =
      """
      SELECT agent_id, day, step, destroyed_at FROM retention_runs r
      WHERE step > 0 AND (destroyed_at IS NULL OR destroyed_at <= ?)
        AND agent_id <> ALL (?)
        AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.entity_id = r.entity_id)
        AND NOT EXISTS (SELECT FROM erasure_runs e WHERE e.agent_id = r.agent_id)
        AND NOT (step = 1 AND %s)
      ORDER BY day, agent_id LIMIT ?\
      """
          .formatted(DayTable.clear("r"));

  private static final String RESTORED =
      """
      SELECT agent_id, day, step, destroyed_at FROM retention_runs r
      WHERE step = 0 AND agent_id <> ALL (?)
        AND NOT EXISTS (SELECT FROM erasure_runs e WHERE e.agent_id = r.agent_id)
      ORDER BY day, agent_id LIMIT ?\
      """;

  private final JdbcClient system;

  RetentionRunTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /**
   * A day that is being erased.
   *
   * @param step how many are done
   * @param destroyedAt when its key was destroyed; null where it wasn't yet
   */
  record Run(UUID agentId, LocalDate day, int step, @Nullable Instant destroyedAt) {}

  /**
   * Those whose rows are empty and that go on now, the oldest days first: not while an event of the
   * agent is stored clear, since what the ledger says of that one can't be redacted yet.
   *
   * @param settled whose key was destroyed before this moment is at its last step
   * @param resting agents that are left alone now
   */
  List<Run> due(Instant settled, Collection<UUID> resting, int most) {
    return system
        .sql(DUE)
        .params(utc(settled), agents(resting), most)
        .query(RetentionRunTable::run)
        .list();
  }

  /**
   * Days whose keys are gone and whose rows a backup brought back, the oldest first. No hold keeps
   * them, nor do tasks that live again or events that are stored clear.
   *
   * @param resting agents that are left alone now
   */
  List<Run> restored(Collection<UUID> resting, int most) {
    return system.sql(RESTORED).params(agents(resting), most).query(RetentionRunTable::run).list();
  }

  private static SqlArrayValue agents(Collection<UUID> ids) {
    return new SqlArrayValue("uuid", ids.toArray());
  }

  private static Run run(ResultSet row, int n) throws SQLException {
    return new Run(
        row.getObject(1, UUID.class),
        row.getObject(2, LocalDate.class),
        row.getInt(3),
        instant(row.getObject(4, OffsetDateTime.class)));
  }

  /** Whether no hold stands in the way of one now. */
  boolean mayGoOn(UUID agentId, LocalDate day) {
    return system
        .sql(
            """
            SELECT EXISTS (SELECT FROM retention_runs r WHERE agent_id = ? AND day = ?
              AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.entity_id = r.entity_id))\
            """)
        .params(agentId, day)
        .query(Boolean.class)
        .single();
  }

  /** How many days are under way, held ones among them. */
  long count() {
    return system.sql("SELECT count(*) FROM retention_runs").query(Long.class).single();
  }

  /**
   * What people were told of tasks that were given up on a day has named their errors. That they
   * were told stays on record: else they would be told again.
   */
  void emptyAlerts(UUID agentId, LocalDate day) {
    var from = day.atStartOfDay().atOffset(ZoneOffset.UTC);
    system
        .sql(
            """
            UPDATE alerts SET message = 'Task dead-lettered (erased)',
              body = CASE channel WHEN 'slack' THEN NULL ELSE body END
            WHERE agent_id = ? AND kind = 'dead_letter' AND occurred_at >= ? AND occurred_at < ?\
            """)
        .params(agentId, from, from.plusDays(1))
        .update();
  }

  /** Of agents that are erased there is nothing left of any day. */
  void endOfErased() {
    system
        .sql(
            """
            DELETE FROM retention_runs r WHERE EXISTS (
              SELECT FROM erasures e WHERE e.agent_id = r.agent_id AND e.done_at IS NOT NULL)\
            """)
        .update();
  }

  /** Nothing is left of it. */
  void end(UUID agentId, LocalDate day) {
    system
        .sql("DELETE FROM retention_runs WHERE agent_id = ? AND day = ? AND step = 2")
        .params(agentId, day)
        .update();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }
}
