package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Opens a month that pg_cron found to have begun for the agents that have not opened it themselves.
 * Paced, so that a fleet's midnight does not crowd out its work. An agent that cannot be opened
 * keeps nobody else waiting and is tried again later; it opens the month with its next command
 * anyway.
 */
@Component
class PeriodOpener implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(PeriodOpener.class);
  private static final int BATCH = 200;

  /** At most about 200 agents a second. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** After so many failures in a row it is asked whether the database is there at all. */
  private static final int SUSPICIOUS = 10;

  /** Before agents that could not be opened are tried again. */
  static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final JdbcClient system;
  private final AgentLine line;
  private final Now now;
  private volatile Instant notBefore = Instant.MIN;

  PeriodOpener(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, AgentLine line, Now now) {
    this.system = system;
    this.line = line;
    this.now = now;
  }

  @Override
  public String name() {
    return "period-opener";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byProcess(
            """
            SELECT min((period || '-01')::timestamp AT TIME ZONE 'UTC') FROM due_periods
            WHERE opened_at IS NULL"""));
  }

  @Override
  public void run() {
    if (now.get().isBefore(notBefore)) {
      return;
    }
    notBefore = Instant.MIN;
    system
        .sql(
            "SELECT period FROM due_periods WHERE opened_at IS NULL AND period <= ?"
                + " ORDER BY period")
        .param(Period.of(now.get()).toString())
        .query(String.class)
        .list()
        .forEach(this::open);
  }

  private void open(String period) {
    var run = new Run();
    var agents = next(period, null);
    while (!agents.isEmpty()) {
      int before = run.opened;
      for (var agentId : agents) {
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        open(agentId, run);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      system
          .sql("UPDATE due_periods SET agents_opened = agents_opened + ? WHERE period = ?")
          .param(run.opened - before)
          .param(period)
          .update();
      agents = next(period, agents.getLast());
    }
    if (run.failed > 0) {
      notBefore = now.get().plus(AFTER_FAILURE);
      log.error("period {}: {} agents could not be opened yet", period, run.failed);
      return;
    }
    system
        .sql("UPDATE due_periods SET opened_at = ? WHERE period = ? AND opened_at IS NULL")
        .param(now.get().atOffset(ZoneOffset.UTC))
        .param(period)
        .update();
    log.info("period {} opened for {} agents", period, run.opened);
  }

  private void open(UUID agentId, Run run) {
    try {
      var opened = line.send(new OpenPeriod(agentId, now.get()));
      run.opened += opened ? 1 : 0;
      run.inARow = 0;
    } catch (RuntimeException e) {
      run.failed++;
      log.warn("the period of agent {} could not be opened: {}", agentId, e.toString());
      if (++run.inARow % SUSPICIOUS == 0) {
        system.sql("SELECT 1").query(Integer.class).single();
      }
    }
  }

  /**
   * The next agents by id. The next call begins behind the last of them, so an agent that can't be
   * opened is not read again in this run.
   */
  private List<UUID> next(String period, @Nullable UUID after) {
    return system
        .sql(
            """
            SELECT agent_id FROM agent_quotas
            WHERE period < ? AND (?::uuid IS NULL OR agent_id > ?::uuid)
            ORDER BY agent_id LIMIT ?""")
        .param(period)
        .param(after)
        .param(after)
        .param(BATCH)
        .query(UUID.class)
        .list();
  }

  private static final class Run {
    private int opened;
    private int failed;
    private int inARow;
  }
}
