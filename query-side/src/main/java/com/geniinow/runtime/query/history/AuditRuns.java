package com.geniinow.runtime.query.history;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;

/** The book of runs, by which every process of the fleet sees and cancels them. */
final class AuditRuns {
  /** Held by the session of the one run there may be; any fixed number does. */
  private static final long LOCK = 0x6175646974L;

  private final JdbcOperations jdbc;
  private final Clock clock;

  AuditRuns(JdbcOperations jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Makes a session the one that runs, until it ends; false where another one is. */
  static boolean claim(JdbcOperations session) {
    return Boolean.TRUE.equals(
        session.queryForObject("SELECT pg_try_advisory_lock(?)", Boolean.class, LOCK));
  }

  /** Lets others run; the end of the session does so too, but a moment later. */
  static void release(JdbcOperations session) {
    session.queryForObject("SELECT pg_advisory_unlock(?)", Boolean.class, LOCK);
  }

  /** Begins a run; one that its process left unfinished has failed. */
  void begin(UUID runId, String kind, String by) {
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    jdbc.update(
        "UPDATE audit_runs SET finished_at = ?, outcome = 'failed' WHERE finished_at IS NULL", now);
    jdbc.update(
        """
        INSERT INTO audit_runs (run_id, kind, requested_by, started_at, phase)
        VALUES (?, ?, ?, ?, 'replaying')""",
        runId,
        kind,
        by,
        now);
  }

  /**
   * Says how far a run is.
   *
   * @throws RunCancelledException when somebody asked for its end
   */
  void reached(UUID runId, String phase, long events, @Nullable Long total) {
    var cancelled =
        jdbc.queryForObject(
            """
            UPDATE audit_runs SET phase = ?, events = ?, events_total = ? WHERE run_id = ?
            RETURNING cancel_requested""",
            Boolean.class,
            phase,
            events,
            total,
            runId);
    if (Boolean.TRUE.equals(cancelled)) {
      throw new RunCancelledException();
    }
  }

  void end(UUID runId, String outcome) {
    jdbc.update(
        "UPDATE audit_runs SET finished_at = ?, outcome = ? WHERE run_id = ?",
        clock.instant().atOffset(ZoneOffset.UTC),
        outcome,
        runId);
  }

  Optional<AuditRun> latest() {
    return jdbc
        .query("SELECT * FROM audit_runs ORDER BY started_at DESC LIMIT 1", AuditRun::of)
        .stream()
        .findFirst();
  }

  /** Asks the run that is under way to end; false where there is none. */
  boolean cancel() {
    return jdbc.update("UPDATE audit_runs SET cancel_requested = true WHERE finished_at IS NULL")
        > 0;
  }

  /** Thrown through a run that is to end. */
  static final class RunCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunCancelledException() {
      super("the run was cancelled");
    }
  }
}
