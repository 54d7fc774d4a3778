package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.Finds;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ends the attempts of workers that stopped reporting, and those that run without any lease, which
 * only a lost row leaves behind: a lease comes and goes with its attempt.
 */
@Component
class LeaseSweep implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(LeaseSweep.class);
  private static final int BATCH = 500;

  /** The running tasks are looked through no more often than this. */
  private static final Duration LOOK_FOR_LOST = Duration.ofSeconds(10);

  private final JdbcClient system;
  private final AgentLine line;
  private final Finds finds;
  private final Now now;
  private volatile Instant nextLook = Instant.MIN;

  LeaseSweep(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      AgentLine line,
      Finds finds,
      Now now) {
    this.finds = finds;
    this.system = system;
    this.line = line;
    this.now = now;
  }

  @Override
  public String name() {
    return "lease-sweep";
  }

  @Override
  public Duration every() {
    return Duration.ofMillis(500);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byDatabase(
            """
            SELECT least(
              (SELECT min(expires_at) FROM task_leases),
              (SELECT to_timestamp(0) WHERE ? AND EXISTS (
                SELECT FROM agent_tasks WHERE status IN ('queued', 'running', 'retrying'))))""",
            () -> !now.get().isBefore(nextLook)));
  }

  @Override
  public void run() {
    var at = now.get();
    system
        .sql(
            """
            SELECT agent_id, task_id, attempt FROM task_leases
            WHERE expires_at <= clock_timestamp() ORDER BY expires_at LIMIT ?""")
        .param(BATCH)
        .query(
            (row, n) ->
                new ExpireAttempt(
                    row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getInt(3), at))
        .list()
        .forEach(this::expire);
    if (!at.isBefore(nextLook)) {
      nextLook = at.plus(LOOK_FOR_LOST);
      leaseless(at);
    }
  }

  private void leaseless(Instant at) {
    system
        .sql(
            """
            SELECT t.agent_id, t.task_id, t.attempts FROM agent_tasks t
            WHERE t.status = 'running' AND NOT EXISTS (
              SELECT FROM task_leases l WHERE l.task_id = t.task_id AND l.attempt = t.attempts)
            LIMIT ?""")
        .param(BATCH)
        .query(
            (row, n) ->
                new ExpireAttempt(
                    row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getInt(3), at))
        .list()
        .forEach(
            lost -> {
              if (expire(lost)) {
                finds.found(
                    name(),
                    "attempt %d of task %s, running without a lease"
                        .formatted(lost.attempt(), lost.taskId()));
              }
            });
  }

  /** One that fails must not keep the others waiting; it comes again at the next turn. */
  private boolean expire(ExpireAttempt expired) {
    try {
      var ended = line.send(expired);
      return ended;
    } catch (RuntimeException e) {
      log.warn("attempt {} of task {} could not be ended", expired.attempt(), expired.taskId(), e);
      return false;
    }
  }
}
