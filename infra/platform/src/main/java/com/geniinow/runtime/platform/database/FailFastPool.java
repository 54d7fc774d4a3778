package com.geniinow.runtime.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A pool that says so at once, for a moment, when PostgreSQL was found to be away. Otherwise those
 * who ask one after the other, as in an agent's line, would each wait the whole {@link
 * ConnectionPools#WAIT}, and the last of them for minutes.
 */
final class FailFastPool extends HikariDataSource {
  /** How long one failure speaks for the next callers; after it somebody tries again. */
  static final Duration MOMENT = Duration.ofMillis(500);

  private volatile @Nullable Failure latest;

  FailFastPool(HikariConfig config) {
    super(config);
  }

  @Override
  public Connection getConnection() throws SQLException {
    var known = latest;
    if (known != null && System.nanoTime() - known.nanos() < MOMENT.toNanos()) {
      throw new SQLTransientConnectionException(
          "PostgreSQL did not answer a moment ago", known.cause().getSQLState(), known.cause());
    }
    try {
      return super.getConnection();
    } catch (SQLTransientConnectionException e) {
      // Without a cause all connections are busy, which says nothing about PostgreSQL.
      if (e.getCause() != null) {
        latest = new Failure(System.nanoTime(), e);
      }
      throw e;
    }
  }

  private record Failure(long nanos, SQLException cause) {}
}
