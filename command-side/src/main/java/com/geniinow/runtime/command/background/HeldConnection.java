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
 * here a statement that is always the same is planned once, by the indexes. It is given back when a
 * use fails, and every few minutes, so that the pool can renew it. Not for several threads at once.
 */
final class HeldConnection implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /**
   * Without the second a plan that is made for any value takes a third of a large table to be what
   * is looked for, so that reading it from its beginning seems the quickest way to a first row; a
   * forbidden scan costs so much that PostgreSQL would compile its plan, hence the third.
   */
  private static final String ONCE_BY_INDEX =
      "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off";

  /** As the pool's other users have it: each statement is planned for its values. */
  private static final String EACH_TIME =
      "SET plan_cache_mode = force_custom_plan; RESET enable_seqscan; RESET jit";

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
      plan(taken, ONCE_BY_INDEX);
      return taken;
    } catch (SQLException e) {
      throw new CannotGetJdbcConnectionException("no connection to look for work with", e);
    }
  }

  private static void plan(Connection connection, String how) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(how);
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
      plan(known, EACH_TIME);
    } catch (SQLException e) {
      drop(known);
    }
  }

  /**
   * Nobody else is to plan like this; of most failures the pool has noticed, and drops it itself.
   */
  private static void drop(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is of no use to anybody.
    }
  }
}
