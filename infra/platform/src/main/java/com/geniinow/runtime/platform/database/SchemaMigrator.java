package com.geniinow.runtime.platform.database;

import com.geniinow.runtime.platform.setting.StartRefusedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the migrations as the owner and prepares the services' logins.
 *
 * <p>A statement that waits for a table's lock makes all writers wait behind it. So it gives up
 * after a moment and its migration starts over, until those who hold the table let go.
 */
final class SchemaMigrator {
  private static final Logger log = LoggerFactory.getLogger(SchemaMigrator.class);

  /** Writers wait behind a migration no longer than this. */
  static final Duration LOCK_WAIT = Duration.ofMillis(700);

  private static final Duration PAUSE = Duration.ofMillis(300);

  /** With the pauses between them about five seconds. */
  private static final int TRIES = 15;

  /** With a table, or a row, that somebody else holds. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Of a second each; counted, as scripts before that one may have taken longer than patience. */
  private static final int LOCK_TRIES = Math.toIntExact(PATIENCE.toSeconds());

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final DatabaseSettings settings;

  SchemaMigrator(DatabaseSettings settings) {
    this.settings = settings;
  }

  void migrate() {
    var owner = settings.parsedUrl();
    requireLogin();
    var flyway = flyway(owner).load();
    var result = migrated(flyway);
    log.info(
        "schema at version {}, {} migrations run",
        result.targetSchemaVersion == null
            ? result.initialSchemaVersion
            : result.targetSchemaVersion,
        result.migrationsExecuted);
    new ServiceLogins(settings).prepare(owner);
  }

  /** A server that is unavailable may be on its way back; one that refuses us stays with it. */
  private void requireLogin() {
    for (var tries = 1; ; tries++) {
      var refusal = DatabaseRefusals.ask(String.valueOf(settings.url()));
      if (refusal.isEmpty()) {
        return;
      }
      var failure = new StartRefusedException(refusal.get().sentence());
      if (!refusal.get().passing() || tries == TRIES) {
        throw failure;
      }
      pause(failure);
    }
  }

  private static MigrateResult migrated(Flyway flyway) {
    try {
      return insisting(flyway::migrate);
    } catch (FlywayException e) {
      throw new StartRefusedException(
          "The schema could not be brought up to date: %s".formatted(firstLine(e)), e);
    }
  }

  /** What PostgreSQL says, where it is the one who refuses; else Flyway's own first line. */
  private static String firstLine(FlywayException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getMessage() != null) {
        return sql.getMessage().lines().findFirst().orElse("").strip();
      }
    }
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("").strip();
  }

  static FluentConfiguration flyway(DatabaseUrl owner) {
    return Flyway.configure()
        .dataSource(owner.jdbcUrl(), owner.user(), owner.password())
        .locations("classpath:db/migration")
        .initSql("SET lock_timeout = %d".formatted(LOCK_WAIT.toMillis()))
        // A script that builds an index beside the traffic says first how long it may wait.
        .mixed(true)
        .callbacks(new MemoryCopy(), new TaskTimes())
        // Otherwise CREATE INDEX CONCURRENTLY waits for Flyway's own transaction for ever.
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
  }

  /** A failed migration was rolled back as a whole. */
  static MigrateResult insisting(Supplier<MigrateResult> migration) {
    var left = LOCK_TRIES;
    while (true) {
      try {
        return migration.get();
      } catch (FlywayException e) {
        left--;
        if (!isLockTimeout(e) || left == 0) {
          throw e;
        }
        log.info("A table that a migration changes is in use; trying again");
        pause(e);
      }
    }
  }

  private static boolean isLockTimeout(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  private static void pause(RuntimeException failure) {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}
