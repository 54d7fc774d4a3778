package com.geniinow.runtime.platform.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the migrations as the owner and gives the services' roles their passwords. */
final class SchemaMigrator {
  private static final Logger log = LoggerFactory.getLogger(SchemaMigrator.class);

  /** Serialises password changes of processes that start at once; any fixed number does. */
  private static final long PASSWORD_LOCK = 0x67656e6969L;

  private final DatabaseProperties properties;

  SchemaMigrator(DatabaseProperties properties) {
    this.properties = properties;
  }

  void migrate() {
    var owner = properties.parsedUrl();
    var result =
        Flyway.configure()
            .dataSource(owner.jdbcUrl(), owner.user(), owner.password())
            .locations("classpath:db/migration")
            // Otherwise CREATE INDEX CONCURRENTLY waits for Flyway's own transaction for ever.
            .configuration(java.util.Map.of("flyway.postgresql.transactional.lock", "false"))
            .connectRetries(5)
            .load()
            .migrate();
    log.info(
        "schema at version {}, {} migrations run",
        result.targetSchemaVersion == null
            ? result.initialSchemaVersion
            : result.targetSchemaVersion,
        result.migrationsExecuted);
    setPasswords(owner);
  }

  private void setPasswords(DatabaseUrl owner) {
    try (var connection =
        DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())) {
      connection.setAutoCommit(false);
      try (var lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
        lock.setLong(1, PASSWORD_LOCK);
        lock.execute();
      }
      for (var role : DatabaseRole.values()) {
        setPassword(connection, role);
      }
      connection.commit();
    } catch (SQLException e) {
      // The driver's message could quote the statement, and with it the password.
      throw new IllegalStateException(
          "the passwords of the services' roles could not be set (SQL state "
              + e.getSQLState()
              + ")");
    }
  }

  private void setPassword(Connection connection, DatabaseRole role) throws SQLException {
    try (var format =
        connection.prepareStatement("SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)")) {
      format.setString(1, role.login());
      format.setString(2, properties.password(role));
      try (var row = format.executeQuery();
          var alter = connection.createStatement()) {
        row.next();
        alter.execute(row.getString(1));
      }
    }
  }
}
