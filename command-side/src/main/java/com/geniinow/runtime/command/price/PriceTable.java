package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.line.Conflicts;
import com.geniinow.runtime.command.price.PriceVersions.Version;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.price.ModelPrice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The table of all prices, as a command's transaction sees it. */
@Component
class PriceTable {
  /** Whoever holds it alone can set a price; commands share it. */
  private static final String HELD_ALONE =
      "SELECT pg_advisory_xact_lock(hashtextextended('genii.prices', 0))";

  /** No command of anybody's waits longer for a price that is set. */
  private static final String PATIENCE = "SELECT set_config('lock_timeout', '1s', true)";

  private final JdbcClient jdbc;
  private final JsonMapper json;

  PriceTable(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /**
   * Waits until no command is under way that has read the book, and keeps new ones waiting; for a
   * second at most.
   *
   * @throws RefusedException when some command takes longer
   */
  void holdAlone() {
    jdbc.sql(PATIENCE).query(row -> {});
    try {
      jdbc.sql(HELD_ALONE).query(row -> {});
    } catch (DataAccessException e) {
      throw Conflicts.isLockTimeout(e) ? new Refusal.PricesBusy().exception() : e;
    }
  }

  /** The whole book. */
  PriceVersions read(long position) {
    var openedAt =
        jdbc.sql("SELECT min(created_at) FROM model_prices")
            .query((row, n) -> row.getObject(1, OffsetDateTime.class))
            .single();
    return PriceVersions.of(
        position,
        openedAt == null ? Instant.EPOCH : openedAt.toInstant(),
        jdbc.sql("SELECT * FROM model_prices").query(this::version).list());
  }

  private Version version(ResultSet row, int n) throws SQLException {
    return new Version(
        row.getString("model"),
        row.getInt("version"),
        row.getObject("valid_from", OffsetDateTime.class).toInstant(),
        new ModelPrice(
            row.getString("provider"),
            row.getBigDecimal("input_usd_per_mtok"),
            row.getBigDecimal("cached_input_usd_per_mtok"),
            row.getBigDecimal("cache_write_usd_per_mtok"),
            row.getBigDecimal("cache_write_1h_usd_per_mtok"),
            row.getBigDecimal("output_usd_per_mtok"),
            row.getObject("long_context_from", Long.class),
            row.getBigDecimal("long_context_input_usd_per_mtok"),
            row.getBigDecimal("long_context_output_usd_per_mtok"),
            row.getObject("max_output_tokens", Long.class),
            row.getObject("context_tokens", Long.class),
            row.getString("cap_field"),
            row.getObject("hidden_output", Boolean.class),
            row.getObject("stream_usage", Boolean.class),
            names(row.getString("fallback"))));
  }

  private @Nullable List<String> names(@Nullable String array) {
    return array == null ? null : Arrays.asList(json.readValue(array, String[].class));
  }
}
