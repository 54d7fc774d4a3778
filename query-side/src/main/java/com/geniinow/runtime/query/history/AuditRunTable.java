package com.geniinow.runtime.query.history;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of runs, by which every process of the fleet sees and cancels them. */
final class AuditRunTable {
  /** Held by the session of the one run there may be; any fixed number does. */
  private static final long LOCK = 0x6175646974L;

  private final JdbcClient jdbc;
  private final Clock clock;

  AuditRunTable(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Makes a session the one that runs, until it ends; false where another one is. */
  static boolean claim(JdbcClient session) {
    return session.sql("SELECT pg_try_advisory_lock(?)").param(LOCK).query(Boolean.class).single();
  }

  /** Lets others run; the end of the session does so too, but a moment later. */
  static void release(JdbcClient session) {
    session.sql("SELECT pg_advisory_unlock(?)").param(LOCK).query(Boolean.class).single();
  }

  /** Begins a run; one that its process left unfinished has failed. */
  void begin(UUID runId, String kind, @Nullable UUID entityId, String by) {
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    jdbc.sql("UPDATE audit_runs SET finished_at = ?, outcome = 'failed' WHERE finished_at IS NULL")
        .param(now)
        .update();
    jdbc.sql(
            """
            INSERT INTO audit_runs (run_id, kind, entity_id, requested_by, started_at, phase)
            VALUES (?, ?, ?, ?, ?, 'replaying')""")
        .param(runId)
        .param(kind)
        .param(entityId)
        .param(by)
        .param(now)
        .update();
  }

  /**
   * Says how far a run is.
   *
   * @throws RunCancelledException when somebody asked for its end
   */
  void reached(UUID runId, String phase, long events, @Nullable Long total) {
    var cancelled =
        jdbc.sql(
                """
                UPDATE audit_runs SET phase = ?, events = ?, events_total = ? WHERE run_id = ?
                RETURNING cancel_requested""")
            .param(phase)
            .param(events)
            .param(total)
            .param(runId)
            .query(Boolean.class)
            .single();
    if (cancelled) {
      throw new RunCancelledException();
    }
  }

  /**
   * Asks once more, before a run says what it found: one that was stopped says nothing.
   *
   * @throws RunCancelledException when somebody asked for its end
   */
  void mustGoOn(UUID runId) {
    var over =
        jdbc.sql(
                """
                UPDATE audit_runs SET finished_at = ? WHERE run_id = ? AND NOT cancel_requested""")
            .param(clock.instant().atOffset(ZoneOffset.UTC))
            .param(runId)
            .update();
    if (over == 0) {
      throw new RunCancelledException();
    }
  }

  void end(UUID runId, String outcome) {
    jdbc.sql("UPDATE audit_runs SET finished_at = ?, outcome = ? WHERE run_id = ?")
        .param(clock.instant().atOffset(ZoneOffset.UTC))
        .param(outcome)
        .param(runId)
        .update();
  }

  /** The last one that began: of one entity alone, or of whatever there was. */
  Optional<AuditRun> latest(@Nullable UUID entityId) {
    var which = entityId == null ? "" : "WHERE entity_id = :entity ";
    return jdbc.sql("SELECT * FROM audit_runs " + which + "ORDER BY started_at DESC LIMIT 1")
        .param("entity", entityId)
        .query(AuditRun::of)
        .optional();
  }

  /** Asks the run that is under way to end; false where there is none. */
  boolean cancel() {
    return jdbc.sql("UPDATE audit_runs SET cancel_requested = true WHERE finished_at IS NULL")
            .update()
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
