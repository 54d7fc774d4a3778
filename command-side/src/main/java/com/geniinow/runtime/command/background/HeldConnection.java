package com.geniinow.runtime.command.background;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One connection of a pool, kept between two uses. A pool asks PostgreSQL whether a connection that
 * has rested is still there, each time, which costs as much as the statement it is taken for; and
 * here a statement that is always the same is planned once. It is given back when a use fails, and
 * every few minutes, so that the pool can renew it. Not for several threads at once.
 */
final class HeldConnection implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final DataSource pool;
  private @Nullable Connection held;
  private long since;

  HeldConnection(DataSource pool) {
    this.pool = pool;
  }

  /**
   * Asks something.
   *
   * @throws CannotGetJdbcConnectionException when the pool has no connection to give
   */
  <T> T ask(Function<JdbcClient, T> question) {
    try {
      return question.apply(JdbcClient.create(new SingleConnectionDataSource(connection(), true)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Connection connection() {
    if (System.nanoTime() - since > LONGEST.toNanos()) {
      close();
    }
    var known = held;
    if (known != null) {
      return known;
    }
    try {
      var taken = pool.getConnection();
      held = taken;
      since = System.nanoTime();
      planning(taken, "auto");
      return taken;
    } catch (SQLException e) {
      throw new CannotGetJdbcConnectionException("no connection to look for work with", e);
    }
  }

  /** The pool's other users have each statement planned for its values. */
  private static void planning(Connection connection, String how) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET plan_cache_mode = " + how);
    }
  }

  /** Gives it back; the next use takes another. */
  @Override
  public void close() {
    var known = held;
    held = null;
    if (known == null) {
      return;
    }
    try (known) {
      planning(known, "force_custom_plan");
    } catch (SQLException e) {
      // The pool has noticed, and drops it.
    }
  }
}
