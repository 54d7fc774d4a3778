package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.database.LateWrites;
import com.geniinow.runtime.platform.database.RoundTrip;
import com.geniinow.runtime.platform.database.RoundTrip.Part;
import com.geniinow.runtime.query.testing.Database;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes that wait for the last ones of their transaction. */
class LateWritesTest {
  private final JdbcTemplate jdbc = Database.superuser();
  private final LateWrites late = new LateWrites(jdbc);
  private final TransactionTemplate transaction = transaction();

  private TransactionTemplate transaction() {
    return new TransactionTemplate(
        new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
  }

  @BeforeEach
  void aTable() {
    jdbc.execute("CREATE TABLE late (n integer PRIMARY KEY)");
  }

  @AfterEach
  void without() {
    jdbc.execute("DROP TABLE late");
  }

  private void add(int n) {
    late.add(Part.ofOneRow("INSERT INTO late VALUES (?)", List.of(n)));
  }

  private List<Integer> rows() {
    return jdbc.queryForList("SELECT n FROM late ORDER BY n", Integer.class);
  }

  @Test
  void what_nobody_sends_is_there_when_its_transaction_commits_and_not_before() {
    transaction.executeWithoutResult(
        status -> {
          add(1);
          add(2);
          assertThat(rows()).isEmpty();
        });
    assertThat(rows()).containsExactly(1, 2);
  }

  @Test
  void what_is_taken_is_sent_by_who_takes_it_and_by_nobody_else() {
    transaction.executeWithoutResult(
        status -> {
          add(1);
          var taken = LateWrites.take();
          assertThat(taken).hasSize(1);
          assertThat(LateWrites.take()).isEmpty();
          RoundTrip.send(jdbc, taken);
          assertThat(rows()).containsExactly(1);
          add(2);
        });
    assertThat(rows()).containsExactly(1, 2);
  }

  @Test
  void what_was_rolled_back_is_not_in_the_next_transaction() {
    transaction.executeWithoutResult(
        status -> {
          add(1);
          status.setRollbackOnly();
        });
    transaction.executeWithoutResult(status -> assertThat(LateWrites.take()).isEmpty());
    assertThat(rows()).isEmpty();
  }

  @Test
  void a_transaction_inside_of_another_has_its_own() {
    var inner = transaction();
    inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    transaction.executeWithoutResult(
        status -> {
          add(1);
          inner.executeWithoutResult(
              innerStatus -> {
                assertThat(LateWrites.take()).isEmpty();
                add(2);
              });
          assertThat(rows()).containsExactly(2);
          assertThat(LateWrites.take()).hasSize(1);
          status.setRollbackOnly();
        });
    assertThat(rows()).containsExactly(2);
  }

  @Test
  void without_a_transaction_and_while_one_commits_nothing_is_taken() {
    assertThatThrownBy(() -> add(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      add(1);
                      TransactionSynchronizationManager.registerSynchronization(
                          new TransactionSynchronization() {
                            @Override
                            public void beforeCommit(boolean readOnly) {
                              add(2);
                            }
                          });
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(rows()).isEmpty();
  }

  @Test
  void what_fails_fails_the_commit_and_leaves_nothing() {
    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      add(1);
                      add(1);
                    }))
        .isInstanceOf(DuplicateKeyException.class);
    assertThat(rows()).isEmpty();
  }

  @Test
  void what_must_change_a_row_and_changes_none_fails_the_commit() {
    var nothing = "DELETE FROM late\nWHERE n = ?";
    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      add(1);
                      late.add(Part.ofOneRow(nothing, List.of(7)));
                    }))
        .isInstanceOf(IncorrectUpdateSemanticsDataAccessException.class)
        .hasMessageContaining("0 rows instead of 1 changed by: DELETE FROM late");
    assertThat(rows()).isEmpty();

    transaction.executeWithoutResult(
        status -> {
          add(1);
          late.add(new Part(nothing, List.of(7), null));
        });
    assertThat(rows()).containsExactly(1);
  }
}
