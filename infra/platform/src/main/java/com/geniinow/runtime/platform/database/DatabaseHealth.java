package com.geniinow.runtime.platform.database;

import java.sql.SQLException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether PostgreSQL answers, for the readiness probe. It asks through one pool of the process: all
 * go to the same server, and one after the other they would take longer than a probe waits.
 */
final class DatabaseHealth implements HealthIndicator {
  private static final int ANSWER_SECONDS = 1;

  private final ConnectionPools pools;

  DatabaseHealth(ConnectionPools pools) {
    this.pools = pools;
  }

  @Override
  public Health health() {
    var pool = pools.first();
    if (pool == null) {
      return Health.unknown().build();
    }
    try (var connection = pool.getConnection()) {
      return (connection.isValid(ANSWER_SECONDS) ? Health.up() : Health.down()).build();
    } catch (SQLException e) {
      return Health.down().build();
    }
  }
}
