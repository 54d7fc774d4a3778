package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.view.access.CallerReads;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Whether everybody whose keys are destroyed is erased, and every single day, for the readiness
 * probe: after an older backup was restored some are not, until the side of commands has erased
 * them again. Once it was so it stays so, and nothing is asked any more.
 */
public final class ErasuresHealth implements HealthIndicator {
  private static final Logger log = LoggerFactory.getLogger(ErasuresHealth.class);

  private static final String GONE =
      "SELECT agent_id FROM sealing_keys.destroyed WHERE through = 'infinity'";

  private static final String LEFT =
      """
      SELECT count(*) FROM agents a WHERE a.agent_id = ANY (?)
        AND NOT EXISTS (
          SELECT FROM erasures e WHERE e.agent_id = a.agent_id AND e.done_at IS NOT NULL)\
      """;

  /** An erasure that has begun empties all days of its agent. */
  private static final String DAYS =
      """
      SELECT count(*) FROM retention_runs r WHERE r.step = 0
        AND NOT EXISTS (SELECT FROM erasures e WHERE e.agent_id = r.agent_id)\
      """;

  private final CallerReads reads;
  private volatile boolean done;

  /** Looks at once: a process that starts on a store where nothing is left never asks again. */
  public ErasuresHealth(CallerReads reads) {
    this.reads = reads;
    health();
  }

  @Override
  public Health health() {
    if (done) {
      return Health.up().build();
    }
    try {
      long left = left();
      done = left == 0;
      if (!done) {
        log.info("{} agents and days are to be erased again before this process is ready", left);
      }
      return (done ? Health.up() : Health.outOfService()).build();
    } catch (DataAccessException | TransactionException e) {
      log.debug("whether anything is to be erased again can't be asked", e);
      return Health.down().build();
    }
  }

  /** Agents and days; their tables are seen by readers of two kinds. */
  private long left() {
    return reads.asRuntime(
        jdbc -> {
          become(jdbc, "keys");
          var gone = jdbc.sql(GONE).query(UUID.class).list();
          become(jdbc, "admin");
          long days = jdbc.sql(DAYS).query(Long.class).single();
          return gone.isEmpty()
              ? days
              : days + jdbc.sql(LEFT).param(gone.toArray(UUID[]::new)).query(Long.class).single();
        });
  }

  private static void become(JdbcClient jdbc, String role) {
    jdbc.sql("SELECT set_config('genii.role', ?, true)").param(role).query().singleRow();
  }
}
