package com.geniinow.runtime.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pool that tells a busy PostgreSQL from one that is unavailable. Where all connections are in
 * use, a caller waits for its turn, so that a burst is served and not refused. Where PostgreSQL is
 * unavailable, one failure speaks for a moment for all: otherwise those who ask one after the
 * other, as in an agent's line, would each wait the whole {@link ConnectionPools#WAIT}, and the
 * last for minutes.
 */
final class FailFastPool extends HikariDataSource {
  /** How long one failure speaks for the next callers; after it somebody tries again. */
  static final Duration MOMENT = Duration.ofMillis(500);

  /** The longest wait for a turn. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private volatile @Nullable Failure latest;

  FailFastPool(HikariConfig config) {
    super(config);
  }

  @Override
  public Connection getConnection() throws SQLException {
    long asked = System.nanoTime();
    while (true) {
      refuseWhileAway();
      try {
        return super.getConnection();
      } catch (SQLTransientConnectionException e) {
        if (!isBusy()) {
          latest = new Failure(System.nanoTime(), e);
          throw e;
        }
        if (System.nanoTime() - asked > PATIENCE.toNanos()) {
          throw e;
        }
      }
    }
  }

  private void refuseWhileAway() throws SQLException {
    var known = latest;
    if (known != null && System.nanoTime() - known.nanos() < MOMENT.toNanos()) {
      throw new SQLTransientConnectionException(
          "PostgreSQL did not answer a moment ago", known.cause().getSQLState(), known.cause());
    }
  }

  /** Dead connections leave the pool and are not replaced while PostgreSQL is unavailable. */
  private boolean isBusy() {
    return getHikariPoolMXBean().getTotalConnections() >= getMaximumPoolSize();
  }

  private record Failure(long nanos, SQLException cause) {}
}
