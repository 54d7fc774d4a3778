package com.geniinow.runtime.query.history;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;

/** One connection, held by one piece of work from its beginning to its end. */
final class Session implements AutoCloseable {
  /** Rows on their way at a time; a row may be some 250 kB. */
  private static final int FETCH = 500;

  private final HikariDataSource pool;
  private final Connection connection;
  private final JdbcTemplate template;
  private final JdbcClient jdbc;

  private Session(HikariDataSource pool, Connection connection) {
    this.pool = pool;
    this.connection = connection;
    template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    template.setFetchSize(FETCH);
    jdbc = JdbcClient.create(template);
  }

  static Session open(HikariDataSource pool) {
    try {
      return new Session(pool, pool.getConnection());
    } catch (SQLException e) {
      throw new SQLStateSQLExceptionTranslator().translate("opening a session", null, e);
    }
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  /** For what is no query: COPY, and statements about tables. */
  JdbcOperations template() {
    return template;
  }

  void execute(String sql) {
    template.execute(sql);
  }

  /** From here on everything is read as it is now. */
  Session beginSnapshot() {
    begin();
    execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return this;
  }

  void begin() {
    run(() -> connection.setAutoCommit(false));
  }

  void commit() {
    run(
        () -> {
          connection.commit();
          connection.setAutoCommit(true);
        });
  }

  void rollback() {
    run(
        () -> {
          connection.rollback();
          connection.setAutoCommit(true);
        });
  }

  /** Gives up what was begun, if anything was. */
  void leaveTransaction() {
    run(
        () -> {
          if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        });
  }

  private interface Step {
    void run() throws SQLException;
  }

  private static void run(Step step) {
    try {
      step.run();
    } catch (SQLException e) {
      throw new SQLStateSQLExceptionTranslator().translate("transaction", null, e);
    }
  }

  /** Ends the session itself, and with it its locks, settings and temporary tables. */
  @Override
  public void close() {
    pool.evictConnection(connection);
  }
}
