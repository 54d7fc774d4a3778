package com.geniinow.runtime.command.scaling;

import com.geniinow.runtime.autoscaler.Load;
import com.geniinow.runtime.autoscaler.LoadSource;
import com.geniinow.runtime.autoscaler.PoolException;
import com.geniinow.runtime.events.agent.Concurrency;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Reads the load from the tables of record, not from Redis: what Redis has lost is still to be
 * done. It costs one pass over the open tasks and the newest {@value #TAIL} events.
 */
public final class DatabaseLoad implements LoadSource {
  private static final int TAIL = 2_000;
  private static final int SECONDS = 60;
  private static final int TIMEOUT_SECONDS = 5;

  /** Parameters: now, the limit of agents that have none of their own. */
  private static final String OPEN =
      """
      SELECT coalesce(sum(t.queued) FILTER (WHERE a.status = 'active'), 0),
             coalesce(sum(t.running), 0),
             coalesce(sum(CASE WHEN a.status = 'active' THEN
               greatest(t.running, least(t.running + t.queued,
                 CASE WHEN a.metadata ->> '%1$s' ~ '%2$s'
                      THEN (a.metadata ->> '%1$s')::int ELSE ? END))
               ELSE t.running END), 0),
             coalesce(sum(t.age), 0)
      FROM (SELECT agent_id,
                   count(*) FILTER (WHERE status = 'queued') AS queued,
                   count(*) FILTER (WHERE status = 'running') AS running,
                   sum(extract(epoch FROM ? - started_at)) FILTER (WHERE status = 'running') AS age
            FROM agent_tasks WHERE status IN ('queued', 'running') GROUP BY agent_id) t
      JOIN agents a USING (agent_id)"""
          .formatted(Concurrency.FIELD, Concurrency.IN_SQL);

  /** Parameters: how many events, since when. */
  private static final String LATELY =
      """
      WITH tail AS (
        SELECT payload_type, payload, time_stamp::timestamptz AS at
        FROM domain_event_entry ORDER BY global_index DESC LIMIT ?),
      lately AS (SELECT * FROM tail WHERE at > ?)
      SELECT (SELECT count(*) FROM lately WHERE payload_type LIKE '%TaskDue'
               OR payload_type LIKE '%TaskSubmitted' AND strpos(payload, '"runAt":"') = 0),
             (SELECT min(at) FROM tail HAVING count(*) = ?),
             count(d.task_id),
             coalesce(sum(extract(epoch FROM d.completed_at - d.started_at)), 0)
      FROM lately l JOIN agent_tasks d ON d.task_id = (l.payload::json ->> 'taskId')::uuid
      WHERE l.payload_type LIKE '%TaskCompleted'""";

  private final Connections connections;
  private final int agentConcurrency;

  /** Opens a connection as {@code genii_system}, which sees all agents. */
  @FunctionalInterface
  public interface Connections {
    Connection open() throws SQLException;
  }

  /**
   * @param agentConcurrency tasks of one agent that may run at once, unless it has a limit of its
   *     own
   */
  public DatabaseLoad(Connections connections, int agentConcurrency) {
    this.connections = connections;
    this.agentConcurrency = agentConcurrency;
  }

  @Override
  public Load at(Instant now) {
    try (var connection = connections.open()) {
      return read(connection, now);
    } catch (SQLException e) {
      throw new PoolException("the load can't be read (SQL state " + e.getSQLState() + ")", e);
    }
  }

  private Load read(Connection connection, Instant now) throws SQLException {
    try (var open = connection.prepareStatement(OPEN);
        var lately = connection.prepareStatement(LATELY)) {
      open.setQueryTimeout(TIMEOUT_SECONDS);
      open.setInt(1, agentConcurrency);
      open.setObject(2, utc(now));
      lately.setQueryTimeout(TIMEOUT_SECONDS);
      lately.setInt(1, TAIL);
      lately.setObject(2, utc(now.minusSeconds(SECONDS)));
      lately.setInt(3, TAIL);
      try (var tasks = open.executeQuery();
          var recent = lately.executeQuery()) {
        tasks.next();
        recent.next();
        return new Load(
            tasks.getLong(1),
            tasks.getLong(2),
            tasks.getLong(3),
            recent.getLong(1) / covered(recent, now),
            serviceSeconds(tasks, recent));
      }
    }
  }

  /** How many seconds the events speak of: fewer than a minute where they are many. */
  private static double covered(ResultSet recent, Instant now) throws SQLException {
    var oldest = recent.getObject(2, OffsetDateTime.class);
    if (oldest == null) {
      return SECONDS;
    }
    double seconds = (now.toEpochMilli() - oldest.toInstant().toEpochMilli()) / 1e3;
    return Math.max(1, Math.min(SECONDS, seconds));
  }

  /** Time spent by tasks that ended and by those that run still, for each one that ended. */
  private static double serviceSeconds(ResultSet tasks, ResultSet recent) throws SQLException {
    double spent = Math.max(0, tasks.getDouble(4)) + Math.max(0, recent.getDouble(4));
    return spent / Math.max(1, recent.getLong(3));
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
