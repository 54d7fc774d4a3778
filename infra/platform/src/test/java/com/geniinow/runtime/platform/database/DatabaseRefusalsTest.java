package com.geniinow.runtime.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.database.DatabaseRefusals.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class DatabaseRefusalsTest {
  private static final String URL = "postgresql://genii:hunter2@db.example:6000/shop";

  @Test
  void a_closed_port_is_named_and_may_open() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(DatabaseRefusals.ask("postgresql://genii:hunter2@127.0.0.1:" + port + "/genii"))
        .contains(new Refusal("DATABASE_URL: no PostgreSQL answers at 127.0.0.1:" + port, true));
  }

  @Test
  void who_was_refused_and_by_which_variable() {
    assertThat(said("28P01", "FATAL: password authentication failed for user \"genii\""))
        .isEqualTo(
            "DATABASE_URL: PostgreSQL at db.example:6000 refuses the login of genii with that"
                + " password");
    assertThat(said("28P01", "FATAL: password authentication failed for user \"genii_query\""))
        .startsWith("GENII_DB_QUERY_PASSWORD: ");
  }

  @Test
  void a_database_that_is_not_there_is_named() {
    assertThat(said("3D000", "FATAL: database \"shop\" does not exist"))
        .isEqualTo("DATABASE_URL: PostgreSQL at db.example:6000 has no database 'shop'");
  }

  @Test
  void a_failed_statement_is_no_refusal_and_no_password_is_ever_shown() {
    assertThat(said("23505", "duplicate key")).isEmpty();
    for (var state : new String[] {"08001", "28000", "3D000", "53300", "57P03"}) {
      assertThat(said(state, "hunter2")).startsWith("DATABASE_URL: ").doesNotContain("hunter2");
    }
  }

  private static String said(String state, String message) {
    return DatabaseRefusals.sentence(new SQLException(message, state), URL).orElse("");
  }
}
