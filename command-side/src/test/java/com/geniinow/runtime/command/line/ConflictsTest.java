package com.geniinow.runtime.command.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;

class ConflictsTest {
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "23505, true", // unique violation
    "40001, true", // serialization failure
    "40P01, true", // deadlock
    "23503, false", // foreign key
    "08006, false", // connection lost: nobody knows how the commit went
    "57014, false", // cancelled
    "42501, false", // row-level security
  })
  void only_what_somebody_faster_caused_is_tried_again(String state, boolean again) {
    assertThat(Conflicts.retryable(new SQLException("no", state))).isEqualTo(again);
  }

  @Test
  void the_cause_is_found_however_deep_it_lies() {
    var sql = new SQLException("duplicate", "23505");
    var wrapped =
        new CommandExecutionException(
            "failed", new ExecutionException(new DataIntegrityViolationException("no", sql)));

    assertThat(Conflicts.retryable(wrapped)).isTrue();
    assertThat((Object) Conflicts.find(wrapped, SQLException.class)).isSameAs(sql);
    assertThat((Object) Conflicts.find(wrapped, IOException.class)).isNull();
  }

  @Test
  void axon_s_own_word_for_it_is_understood() {
    assertThat(Conflicts.retryable(new ConcurrencyException("too late"))).isTrue();
    assertThat(Conflicts.retryable(new RuntimeException(new ConcurrencyException("too late"))))
        .isTrue();
  }

  @Test
  void other_failures_are_not_tried_again() {
    assertThat(Conflicts.retryable(new IllegalStateException("a bug"))).isFalse();
    assertThat(Conflicts.retryable(new SQLException("no state at all"))).isFalse();
  }
}
