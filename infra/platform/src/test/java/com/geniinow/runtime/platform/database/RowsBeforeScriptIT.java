package com.geniinow.runtime.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

/** What is done to many rows before a script that would do it to all at once. */
class RowsBeforeScriptIT {
  private static final String DO =
      """
      WITH batch AS (
        UPDATE test_rows SET done = true WHERE id IN (
          SELECT id FROM test_rows WHERE id > ? AND NOT done ORDER BY id LIMIT ?)
        RETURNING id)
      SELECT id FROM batch ORDER BY id DESC LIMIT 1\
      """;

  /** Whoever insists on a script's locks must not wait again for what was waited for here. */
  @Test
  void one_that_somebody_has_for_good_is_waited_for_once() throws Exception {
    try (var cluster = Cluster.start()) {
      var jdbc = cluster.superuser();
      jdbc.execute(
          "CREATE TABLE test_rows AS SELECT gen_random_uuid() AS id, false AS done"
              + " FROM generate_series(1, 2500)");
      var rows = new RowsBeforeScript(1, DO, "rows");
      var tries = new AtomicInteger();
      var source = Objects.requireNonNull(jdbc.getDataSource());
      try (var holder = source.getConnection();
          var own = source.getConnection()) {
        holder.setAutoCommit(false);
        holder.createStatement().execute("SELECT * FROM test_rows FOR UPDATE");
        own.createStatement().execute("SET lock_timeout = 50");

        assertThatThrownBy(
                () ->
                    SchemaMigrator.insisting(
                        () -> {
                          tries.incrementAndGet();
                          rows.doAll(own, Duration.ZERO);
                          throw new AssertionError("somebody had all rows");
                        }))
            .isInstanceOf(FlywayException.class)
            .hasMessageContaining("lock timeout");
        assertThat(tries).hasValue(1);

        holder.rollback();
        rows.doAll(own, Duration.ZERO);
      }
      assertThat(jdbc.queryForObject("SELECT bool_and(done) FROM test_rows", Boolean.class))
          .isTrue();
    }
  }
}
