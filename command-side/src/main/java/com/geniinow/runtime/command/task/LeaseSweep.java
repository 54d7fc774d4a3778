package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Ends the attempts of workers that stopped reporting. */
@Component
class LeaseSweep implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(LeaseSweep.class);
  private static final int BATCH = 500;

  private final JdbcTemplate system;
  private final AgentLine line;
  private final Now now;

  LeaseSweep(@Qualifier(StoreConfiguration.SYSTEM) JdbcTemplate system, AgentLine line, Now now) {
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
  public void run() {
    var at = now.get();
    system
        .query(
            """
            SELECT agent_id, task_id, attempt FROM task_leases
            WHERE expires_at <= ? ORDER BY expires_at LIMIT ?""",
            (row, n) ->
                new ExpireAttempt(
                    row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getInt(3), at),
            at.atOffset(ZoneOffset.UTC),
            BATCH)
        .forEach(this::expire);
  }

  /** One that fails must not keep the others waiting; it comes again at the next turn. */
  private void expire(ExpireAttempt expired) {
    try {
      line.send(expired);
    } catch (RuntimeException e) {
      log.warn("attempt {} of task {} could not be ended", expired.attempt(), expired.taskId(), e);
    }
  }
}
