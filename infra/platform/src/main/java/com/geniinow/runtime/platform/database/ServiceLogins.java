package com.geniinow.runtime.platform.database;

import com.geniinow.runtime.platform.setting.StartRefusedException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the services' roles, as the owner, what depends on the place and not on the version. */
final class ServiceLogins {
  private static final Logger log = LoggerFactory.getLogger(ServiceLogins.class);

  /** Serialises processes that start at once; any fixed number does. */
  private static final long LOCK = 0x67656e6969L;

  /** The schema of pgvector, where a role may not look into it: {@code extensions} on Supabase. */
  private static final String CLOSED_SCHEMA =
      """
      SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'vector' AND NOT has_schema_privilege(?, n.oid, 'USAGE')""";

  private final DatabaseSettings settings;

  ServiceLogins(DatabaseSettings settings) {
    this.settings = settings;
  }

  /** Passwords, the way to pgvector's schema, and a look at the schema's version. */
  void prepare(DatabaseUrl owner) {
    try (var connection =
        DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())) {
      connection.setAutoCommit(false);
      try (var lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
        lock.setLong(1, LOCK);
        lock.execute();
      }
      for (var role : DatabaseRole.values()) {
        setPassword(connection, role);
        execute(
            connection, "SELECT format('GRANT SELECT ON flyway_schema_history TO %I', ?)", role);
      }
      connection.commit();
      for (var role : DatabaseRole.values()) {
        openSchema(connection, role);
      }
    } catch (SQLException e) {
      // The driver's message could quote the statement, and with it the password.
      throw new StartRefusedException(
          "The passwords of the services' roles could not be set (SQL state "
              + e.getSQLState()
              + ")");
    }
  }

  private void setPassword(Connection connection, DatabaseRole role) throws SQLException {
    execute(
        connection,
        "SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)",
        role,
        settings.password(role));
  }

  /** The owner may not be allowed to; then somebody who is has to. */
  private static void openSchema(Connection connection, DatabaseRole role) throws SQLException {
    String schema;
    try (var closed = connection.prepareStatement(CLOSED_SCHEMA)) {
      closed.setString(1, role.login());
      try (var row = closed.executeQuery()) {
        if (!row.next()) {
          return;
        }
        schema = row.getString(1);
      }
    }
    try {
      execute(
          connection, "SELECT format('GRANT USAGE ON SCHEMA %2$I TO %1$I', ?, ?)", role, schema);
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      log.warn("Please run, as who may: GRANT USAGE ON SCHEMA {} TO {}", schema, role.login());
    }
  }

  /** Runs the statement that a query makes of the role's name and more. */
  private static void execute(
      Connection connection, String query, DatabaseRole role, String... more) throws SQLException {
    try (var format = connection.prepareStatement(query)) {
      format.setString(1, role.login());
      for (var i = 0; i < more.length; i++) {
        format.setString(i + 2, more[i]);
      }
      try (var row = format.executeQuery();
          var statement = connection.createStatement()) {
        row.next();
        statement.execute(row.getString(1));
      }
    }
  }
}
