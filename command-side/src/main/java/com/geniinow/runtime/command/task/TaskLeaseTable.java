package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.database.LateWrites;
import com.geniinow.runtime.platform.database.RoundTrip.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/**
 * Which attempts are held by workers, until when by PostgreSQL's clock: those of two processes may
 * differ. Used within commands, under the agent's lock.
 */
@Component
class TaskLeaseTable {
  private final JdbcClient jdbc;
  private final LateWrites late;
  private final Duration length;

  TaskLeaseTable(JdbcClient jdbc, LateWrites late, TaskSettings settings) {
    this.jdbc = jdbc;
    this.late = late;
    this.length = settings.lease();
  }

  /**
   * Grants a lease.
   *
   * @param most how long it may be renewed
   * @param by who speaks for the attempt
   */
  void grant(
      UUID taskId,
      int attempt,
      String workerId,
      @Nullable String startKey,
      Duration most,
      Reporter by,
      Instant at) {
    late.add(
        Part.ofOneRow(
            """
            INSERT INTO task_leases (task_id, attempt, agent_id, entity_id, worker_id, start_key,
              expires_at, ends_at, started_at, by_agent)
            SELECT ?, ?, genii_agent(), genii_entity(), ?, ?,
              began + least(?, ?) * interval '1 millisecond', began + ? * interval '1 millisecond', ?, ?
            FROM clock_timestamp() AS began""",
            Arrays.asList(
                taskId,
                attempt,
                workerId,
                startKey,
                length.toMillis(),
                most.toMillis(),
                most.toMillis(),
                at.atOffset(ZoneOffset.UTC),
                by == Reporter.AGENT)));
  }

  /**
   * Lets an agent speak for what it claimed itself: of an attempt that a worker of the runtime
   * holds, it could say that it used nothing.
   *
   * @throws RefusedException where the attempt is not the reporter's
   */
  void mustBeOf(Reporter by, UUID taskId, int attempt) {
    if (by == Reporter.AGENT && !isByAgent(taskId, attempt)) {
      throw new Refusal.StaleAttempt(taskId, attempt).exception();
    }
  }

  private boolean isByAgent(UUID taskId, int attempt) {
    return jdbc.sql(
            """
            SELECT EXISTS (SELECT FROM task_leases
              WHERE task_id = ? AND attempt = ? AND by_agent)""")
        .param(taskId)
        .param(attempt)
        .query(Boolean.class)
        .single();
  }

  /** Notes how far an attempt is. */
  void progress(UUID taskId, int attempt, Heartbeat.Progress progress) {
    jdbc.sql(
            """
            UPDATE task_leases SET progress_percent = coalesce(?::integer, progress_percent),
              progress_message = coalesce(?::text, progress_message)
            WHERE task_id = ? AND attempt = ?""")
        .param(progress.percent())
        .param(progress.message())
        .param(taskId)
        .param(attempt)
        .update();
  }

  /** Extends a lease; false when there is none (any more), or its attempt may run no longer. */
  boolean renew(UUID taskId, int attempt) {
    return jdbc.sql(
                """
                UPDATE task_leases SET expires_at =
                  least(clock_timestamp() + ? * interval '1 millisecond', ends_at)
                WHERE task_id = ? AND attempt = ?
                  AND (ends_at IS NULL OR ends_at > clock_timestamp())
                  AND NOT braked""")
            .param(length.toMillis())
            .param(taskId)
            .param(attempt)
            .update()
        == 1;
  }

  /**
   * Extends a lease that was granted to this key; false when it was granted to another or ended.
   */
  boolean renew(UUID taskId, int attempt, String startKey) {
    return jdbc.sql(
                """
        UPDATE task_leases
        SET expires_at = least(clock_timestamp() + ? * interval '1 millisecond', ends_at)
        WHERE task_id = ? AND attempt = ? AND start_key = ? AND expires_at > clock_timestamp()""")
            .param(length.toMillis())
            .param(taskId)
            .param(attempt)
            .param(startKey)
            .update()
        == 1;
  }

  /** Ends the lease of an attempt that reports, whether or not a brake has ended the attempt. */
  Reported end(UUID taskId, int attempt) {
    return jdbc.sql(
            """
            DELETE FROM task_leases WHERE task_id = ? AND attempt = ?
            RETURNING started_at, braked, coalesce(ends_at <= clock_timestamp(), false)""")
        .param(taskId)
        .param(attempt)
        .query(
            (row, n) ->
                new Reported(
                    taskId,
                    attempt,
                    row.getObject(1, OffsetDateTime.class),
                    row.getBoolean(2),
                    row.getBoolean(3)))
        .optional()
        .orElseGet(() -> new Reported(taskId, attempt, null, false, false));
  }

  /**
   * A lease that its attempt's report has ended.
   *
   * @param start when the attempt started; null where that isn't known or there was no lease
   * @param braked whether a brake had ended the attempt
   * @param late whether the attempt had no time left
   */
  record Reported(
      UUID taskId, int attempt, @Nullable OffsetDateTime start, boolean braked, boolean late) {
    /**
     * When the attempt started, or empty when there was no lease (any more).
     *
     * @throws RefusedException where the attempt had no time left: its end is the sweep's
     */
    Optional<Instant> startedInTime() {
      if (late) {
        throw new Refusal.StaleAttempt(taskId, attempt).exception();
      }
      return Optional.ofNullable(start).map(OffsetDateTime::toInstant);
    }
  }

  /** Why a lease ended by itself. */
  enum Ended {
    /** It did not: it was renewed meanwhile. */
    NOT,
    /** Nobody renewed it. */
    SILENT,
    /** Its attempt ran as long as it may. */
    TOO_LONG
  }

  /**
   * Leaves the lease of an attempt that was ended to its end, in which its process may say what it
   * used. One that had none gets one that is over.
   */
  void brake(List<EndForBrake.Running> ended, Instant at) {
    if (ended.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            INSERT INTO task_leases (task_id, attempt, agent_id, entity_id, worker_id, expires_at,
              started_at, braked)
            SELECT e.task_id, e.attempt, genii_agent(), genii_entity(), '', clock_timestamp(), ?, true
            FROM unnest(?, ?) AS e (task_id, attempt)
            ON CONFLICT (task_id, attempt) DO UPDATE SET braked = true""")
        .param(at.atOffset(ZoneOffset.UTC))
        .param(new SqlArrayValue("uuid", ended.stream().map(EndForBrake.Running::taskId).toArray()))
        .param(
            new SqlArrayValue("int4", ended.stream().map(EndForBrake.Running::attempt).toArray()))
        .update();
  }

  /** What is left of the lease of an attempt that a brake ended; empty for any other. */
  Optional<Duration> leftOfBraked(UUID taskId, int attempt) {
    return jdbc.sql(
            """
            SELECT greatest(0, extract(epoch FROM expires_at - clock_timestamp()) * 1000)::bigint
            FROM task_leases WHERE task_id = ? AND attempt = ? AND braked""")
        .param(taskId)
        .param(attempt)
        .query(Long.class)
        .optional()
        .map(Duration::ofMillis);
  }

  /**
   * Ends a lease if it has run out. One that isn't there has run out too: what it held, if it still
   * holds something, has nobody who would report on it.
   */
  Ended endExpired(UUID taskId, int attempt) {
    var how =
        jdbc.sql(
                """
            WITH ended AS (
              DELETE FROM task_leases
              WHERE task_id = ? AND attempt = ? AND expires_at <= clock_timestamp()
              RETURNING ends_at IS NOT NULL AND expires_at >= ends_at AS too_long)
            SELECT CASE
              WHEN EXISTS (SELECT FROM ended WHERE too_long) THEN 'TOO_LONG'
              WHEN EXISTS (SELECT FROM ended)
                OR NOT EXISTS (SELECT FROM task_leases WHERE task_id = ? AND attempt = ?)
                THEN 'SILENT'
              ELSE 'NOT' END""")
            .param(taskId)
            .param(attempt)
            .param(taskId)
            .param(attempt)
            .query(String.class)
            .single();
    return Ended.valueOf(how);
  }
}
