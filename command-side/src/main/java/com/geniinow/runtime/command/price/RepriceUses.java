package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.QuotaEvent;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The uses of the agent whose command this is, as repricing looks at them. */
@Component
class RepriceUses {
  private static final String SELECT =
      """
      SELECT u.*, coalesce(u.held_at, u.recorded_at) AS moment,
        coalesce((SELECT sum(o.cost_usd) FROM agent_quota_usage o WHERE o.corrects = u.usage_id),
          0) AS corrected_usd,
        EXISTS (SELECT FROM agent_quota_usage o
          WHERE o.corrects = u.usage_id AND o.price_version = ?) AS was_priced
      FROM agent_quota_usage u WHERE u.usage_id = ? AND u.kind = 'use'
      """;

  private final JdbcClient jdbc;

  RepriceUses(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A use.
   *
   * @param costUsd as it was charged
   * @param correctedUsd what other prices have changed of it
   * @param priceVersion that it was charged by; null for none
   * @param heldAt when its hold was made; when it was recorded, for uses of before
   * @param ofBefore whether it is of a time when no use named its price
   * @param taskId null for an embedding call, whose row names a memory or a search
   * @param wasPriced whether it got this price before
   */
  record Use(
      String model,
      TokenClasses tokens,
      BigDecimal costUsd,
      BigDecimal correctedUsd,
      @Nullable Integer priceVersion,
      boolean estimated,
      Instant heldAt,
      boolean ofBefore,
      YearMonth month,
      @Nullable LocalDate day,
      @Nullable UUID taskId,
      boolean wasPriced) {
    /** Whether no price of the book was charged: its worker said what it cost, or nobody knew. */
    boolean isSelfPriced() {
      return priceVersion == null && !ofBefore;
    }
  }

  Optional<Use> find(UUID usageId, int version) {
    return jdbc.sql(SELECT).param(version).param(usageId).query(RepriceUses::read).optional();
  }

  private static Use read(ResultSet row, int n) throws SQLException {
    return new Use(
        row.getString("model"),
        TokenClasses.within(
            row.getLong("input_tokens"),
            row.getLong("cached_input_tokens"),
            row.getLong("cache_write_tokens"),
            row.getLong("output_tokens"),
            row.getLong("reasoning_tokens")),
        Usd.of(row.getBigDecimal("cost_usd")),
        Usd.of(row.getBigDecimal("corrected_usd")),
        row.getObject("price_version", Integer.class),
        row.getBoolean("estimated"),
        row.getObject("moment", OffsetDateTime.class).toInstant(),
        row.getObject("held_at") == null,
        YearMonth.parse(row.getString("period")),
        row.getString("day") == null ? null : LocalDate.parse(row.getString("day")),
        row.getInt("attempt") == QuotaEvent.EMBEDDING ? null : row.getObject("task_id", UUID.class),
        row.getBoolean("was_priced"));
  }
}
