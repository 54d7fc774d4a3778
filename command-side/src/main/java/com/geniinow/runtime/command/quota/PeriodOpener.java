package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Opens a month that pg_cron found to have begun for the agents that have not opened it themselves.
 * Paced, so that a fleet's midnight does not crowd out its work.
 */
@Component
class PeriodOpener implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(PeriodOpener.class);
  private static final int BATCH = 200;

  /** At most about 200 agents a second. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final JdbcTemplate system;
  private final AgentLine line;
  private final Now now;

  PeriodOpener(@Qualifier(StoreConfiguration.SYSTEM) JdbcTemplate system, AgentLine line, Now now) {
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
  public void run() {
    system
        .queryForList(
            "SELECT period FROM due_periods WHERE opened_at IS NULL AND period <= ?"
                + " ORDER BY period",
            String.class,
            Period.of(now.get()))
        .forEach(this::open);
  }

  private void open(String period) {
    long opened = 0;
    while (true) {
      var agents =
          system.queryForList(
              "SELECT agent_id FROM agent_quotas WHERE period < ? ORDER BY agent_id LIMIT ?",
              UUID.class,
              period,
              BATCH);
      if (agents.isEmpty()) {
        break;
      }
      for (var agentId : agents) {
        line.send(new OpenPeriod(agentId, now.get()));
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      opened += agents.size();
      system.update(
          "UPDATE due_periods SET agents_opened = agents_opened + ? WHERE period = ?",
          agents.size(),
          period);
    }
    system.update(
        "UPDATE due_periods SET opened_at = ? WHERE period = ?",
        now.get().atOffset(ZoneOffset.UTC),
        period);
    log.info("period {} opened for {} agents", period, opened);
  }
}
