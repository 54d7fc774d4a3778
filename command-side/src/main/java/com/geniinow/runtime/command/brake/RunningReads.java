package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.brake.Brake.Work;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.brake.RunningWork;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What runs, of all agents: by the leases, which an attempt has as long as it runs. */
@Component
public class RunningReads {
  private static final String ATTEMPTS =
      """
      SELECT t.entity_id, t.agent_id, t.type, t.model, t.task_id, t.attempts%s
      FROM task_leases l
        JOIN agent_tasks t ON t.task_id = l.task_id AND t.attempts = l.attempt%s
      WHERE t.status = 'running' AND NOT l.braked""";

  /** An attempt's own use is on record when it ends, that of its calls before. */
  private static final String USED =
      """

        CROSS JOIN LATERAL (
          SELECT coalesce(sum(tokens), 0) AS tokens, coalesce(sum(cost_usd), 0) AS usd
          FROM agent_quota_usage u
          WHERE u.task_id = t.task_id AND u.attempt = t.attempts AND u.call_id IS NOT NULL) used""";

  private static final String CALLS =
      """
      SELECT entity_id, agent_id, task_type, model, task_id, call_id FROM running_calls
      ORDER BY started_at, call_id""";

  private final JdbcClient system;

  RunningReads(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** An attempt at a task. */
  public record Attempt(Work work, UUID taskId, int attempt) {}

  private record Running(Work work, RunningWork running) {}

  /** Attempts that one of these brakes stops. */
  public List<Attempt> attempts(List<Brake> brakes) {
    return system.sql(ATTEMPTS.formatted("", "")).query(RunningReads::attempt).list().stream()
        .filter(attempt -> brakes.stream().anyMatch(brake -> brake.stops(attempt.work())))
        .toList();
  }

  /** Whether any call runs that a brake stops. */
  boolean hasCalls(Brake brake) {
    return stopped(CALLS, RunningReads::call, brake).findAny().isPresent();
  }

  /** All that a brake stops, with what is on record of it. */
  List<RunningWork> stoppedBy(Brake brake) {
    var attempts = ATTEMPTS.formatted(", used.tokens, used.usd", USED);
    return Stream.concat(
            stopped(attempts, RunningReads::used, brake), stopped(CALLS, RunningReads::call, brake))
        .toList();
  }

  private Stream<RunningWork> stopped(String sql, RowMapper<Running> mapper, Brake brake) {
    return system.sql(sql).query(mapper).list().stream()
        .filter(each -> brake.stops(each.work()))
        .map(Running::running);
  }

  /** Reads entity, agent, type, model, task and attempt, in this order. */
  public static Attempt attempt(ResultSet row, int n) throws SQLException {
    return new Attempt(work(row), row.getObject(5, UUID.class), row.getInt(6));
  }

  private static Running used(ResultSet row, int n) throws SQLException {
    return new Running(
        work(row),
        new RunningWork(
            row.getObject(2, UUID.class),
            row.getObject(5, UUID.class),
            row.getInt(6),
            null,
            row.getLong(7),
            row.getBigDecimal(8)));
  }

  private static Running call(ResultSet row, int n) throws SQLException {
    return new Running(
        work(row),
        new RunningWork(
            row.getObject(2, UUID.class),
            row.getObject(5, UUID.class),
            null,
            row.getObject(6, UUID.class),
            0,
            Usd.ZERO));
  }

  private static Work work(ResultSet row) throws SQLException {
    return new Work(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getString(4));
  }
}
