package com.geniinow.runtime.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class DatabaseAwayAtStartTest {
  @Test
  void it_is_told_where_nobody_answers_and_not_with_which_password() {
    var refused =
        catchThrowableOfType(
            SQLException.class,
            () -> DriverManager.getConnection("jdbc:postgresql://127.0.0.1:1/db", "u", "hunter2"));
    var environment =
        new MockEnvironment()
            .withProperty("genii.database.url", "postgresql://u:hunter2@127.0.0.1:1/db");

    assertThat(new DatabaseAwayAnalyzer(environment).analyze(refused).getDescription())
        .isEqualTo("DATABASE_URL: no PostgreSQL answers at 127.0.0.1:1.");
  }
}
