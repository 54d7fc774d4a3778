package com.geniinow.runtime.command.key;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The lock that every command of a person or a worker shares with the others of that subject. */
@Component
class RevocationTable {
  private final JdbcClient jdbc;

  RevocationTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Waits until no command of the subject is under way, and keeps new ones waiting. */
  void holdAlone(String subject) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('genii.subject:' || ?, 0))")
        .param(subject)
        .query(row -> {});
  }
}
