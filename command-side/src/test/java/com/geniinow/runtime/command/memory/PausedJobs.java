package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.Superuser;

/** pg_cron's jobs on memory, stopped until closed: what is not readable then is so by itself. */
final class PausedJobs implements AutoCloseable {
  PausedJobs() {
    set(false);
  }

  @Override
  public void close() {
    set(true);
  }

  private static void set(boolean active) {
    Superuser.jdbc()
        .update("UPDATE cron.job SET active = ? WHERE jobname LIKE 'genii-expire-memory%'", active);
  }

  /** Runs a job's own command as its own user, as pg_cron would. */
  static void run(String job) {
    var command =
        Superuser.jdbc()
            .queryForObject("SELECT command FROM cron.job WHERE jobname = ?", String.class, job);
    Superuser.jdbc()
        .execute(
            (java.sql.Connection connection) -> {
              try (var statement = connection.createStatement()) {
                statement.execute("SET ROLE genii");
                return statement.executeUpdate(command);
              } finally {
                connection.createStatement().execute("RESET ROLE");
              }
            });
  }
}
