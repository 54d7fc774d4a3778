package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What agents have used of the limits that they share. */
@Component
class BudgetUseTable {
  private static final int MOST = 3;

  private final JdbcClient system;

  BudgetUseTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  /** An agent that spent. */
  record Spender(UUID agentId, BigDecimal used) {}

  /** The highest number of an event. */
  long lastEvent() {
    return system
        .sql("SELECT coalesce(max(global_index), 0) FROM domain_event_entry")
        .query(Long.class)
        .single();
  }

  /** All limits of which this share or more is used, by one scan of the quotas. */
  List<BudgetUse> all(int percent, Instant at) {
    return system
        .sql(
            """
            WITH sums AS (
              SELECT entity_id,
                coalesce(sum(monthly_tokens_used) FILTER (WHERE period = :month), 0) AS m_tokens,
                coalesce(sum(monthly_cost_used_usd) FILTER (WHERE period = :month), 0) AS m_cost,
                coalesce(sum(daily_tokens_used) FILTER (WHERE day = :day), 0) AS d_tokens,
                coalesce(sum(daily_cost_used_usd) FILTER (WHERE day = :day), 0) AS d_cost
              FROM agent_quotas WHERE EXISTS (SELECT FROM budgets)
              GROUP BY GROUPING SETS ((entity_id), ()))
            SELECT b.agent_id, b.entity_id, b.level, b.overage_policy, f.of_window, f.kind,
              f.used, f."limit" + r.more AS "limit"
            FROM budgets b JOIN sums s ON coalesce(s.entity_id, :platform) = b.entity_id
            CROSS JOIN LATERAL (VALUES
              ('month', 'tokens', b.monthly_token_limit::numeric, s.m_tokens),
              ('month', 'cost', b.monthly_cost_limit_usd, s.m_cost),
              ('day', 'tokens', b.daily_token_limit::numeric, s.d_tokens),
              ('day', 'cost', b.daily_cost_limit_usd, s.d_cost)
              ) f (of_window, kind, "limit", used)
            CROSS JOIN LATERAL (
              SELECT coalesce(sum(CASE WHEN f.kind = 'tokens' THEN l.tokens ELSE l.cost_usd END), 0)
                AS more
              FROM limit_raises l
              WHERE l.agent_id = b.agent_id AND l.until > :at AND l.of_window = f.of_window) r
            WHERE f.used > 0 AND f.used * 100 >= (f."limit" + r.more) * :percent
            ORDER BY b.agent_id, f.of_window, f.kind""")
        .param("month", Window.MONTH.of(at))
        .param("day", Window.DAY.of(at))
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("percent", percent)
        .param("platform", Ids.PLATFORM)
        .query(BudgetUseTable::read)
        .list();
  }

  private static BudgetUse read(ResultSet row, int n) throws SQLException {
    return new BudgetUse(
        row.getObject("agent_id", UUID.class),
        row.getObject("entity_id", UUID.class),
        Level.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
        Window.valueOf(row.getString("of_window").toUpperCase(Locale.ROOT)),
        LimitKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getBigDecimal("limit"),
        row.getBigDecimal("used"),
        row.getString("overage_policy"));
  }

  /** The agents that used most of one of them, most first. */
  List<Spender> most(BudgetUse use, Instant at) {
    return system
        .sql(
            """
            SELECT q.agent_id, u.used FROM agent_quotas q CROSS JOIN LATERAL (SELECT CASE :kind
                WHEN 'month/tokens' THEN q.monthly_tokens_used::numeric
                WHEN 'month/cost' THEN q.monthly_cost_used_usd
                WHEN 'day/tokens' THEN q.daily_tokens_used::numeric
                ELSE q.daily_cost_used_usd END AS used) u
            WHERE (:platform OR q.entity_id = :entity)
              AND CASE WHEN :of_day THEN q.day = :name ELSE q.period = :name END AND u.used > 0
            ORDER BY u.used DESC, q.agent_id LIMIT :most""")
        .param("kind", use.window().wire() + "/" + use.kind().wire())
        .param("platform", use.level() == Level.PLATFORM)
        .param("entity", use.entityId())
        .param("of_day", use.window() == Window.DAY)
        .param("name", use.window().of(at))
        .param("most", MOST)
        .query(
            (row, n) ->
                new Spender(row.getObject("agent_id", UUID.class), row.getBigDecimal("used")))
        .list();
  }
}
