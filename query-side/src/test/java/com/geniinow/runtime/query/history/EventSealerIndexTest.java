package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.testing.Database;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where each batch of events of before begins. */
class EventSealerIndexTest {
  /** Entries of what was sealed are in the index until it is vacuumed. */
  @Test
  void a_batch_is_looked_for_behind_those_that_are_sealed() {
    var jdbc = Database.superuser();
    var transactions =
        new TransactionTemplate(
            new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));

    var plan =
        transactions.execute(
            status -> {
              jdbc.execute("SET LOCAL enable_seqscan = off");
              return String.join(
                  "\n",
                  jdbc.queryForList(
                      "EXPLAIN " + EventSealer.NEXT, String.class, UUID.randomUUID(), 7L, 51));
            });

    assertThat(plan)
        .containsPattern("Index Cond: \\(\\(agent_id = .*\\) AND \\(global_index > ")
        .doesNotContain("Seq Scan");
  }
}
