package com.geniinow.runtime.query.view.budget;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.query.view.quota.Amounts;
import com.geniinow.runtime.query.view.quota.QuotaView;
import com.geniinow.runtime.query.view.quota.RaiseView;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads budgets, as they are or as they were.
 *
 * @param with makes other rows stand for the tables budgets, limit_raises and agent_quotas; empty
 *     for those themselves
 * @param values the parameters of that
 */
public record BudgetReads(String with, Map<String, ?> values) {
  private static final int AGENTS = 1000;

  /**
   * A budget; without limits where none was ever set.
   *
   * @throws ProblemException 404 for an entity that has neither a budget nor agents
   */
  public BudgetView read(JdbcClient jdbc, UUID entityId, Instant now) {
    var limits = limits(jdbc, entityId, now);
    var isPlatform = entityId.equals(Ids.PLATFORM);
    var sums = sums(jdbc, isPlatform ? null : entityId, limits, now);
    if (limits == Limits.NONE && sums.agents() == 0 && !isPlatform) {
      throw ProblemException.notFound("entity", entityId);
    }
    return BudgetView.of(
        Ids.budgetOf(entityId),
        entityId,
        (isPlatform ? Level.PLATFORM : Level.ENTITY).wire(),
        sums.month(),
        sums.day(),
        limits.policy(),
        limits.raises(),
        agents(jdbc, isPlatform ? null : entityId, now));
  }

  private JdbcClient.StatementSpec from(JdbcClient jdbc, String sql) {
    return jdbc.sql(with + sql).params(values);
  }

  private record Limits(
      @Nullable Long monthlyTokens,
      @Nullable BigDecimal monthlyCost,
      @Nullable Long dailyTokens,
      @Nullable BigDecimal dailyCost,
      String policy,
      List<RaiseView> raises) {
    static final Limits NONE =
        new Limits(null, null, null, null, OveragePolicy.BLOCK.wire(), List.of());
  }

  private Limits limits(JdbcClient jdbc, UUID entityId, Instant now) {
    return from(
            jdbc,
            """
            SELECT b.*, (SELECT json_agg(json_build_object('raise_id', r.raise_id,
                'window', r.of_window, 'tokens', r.tokens, 'cost_usd', r.cost_usd,
                'until', r.until, 'reason', r.reason) ORDER BY r.until, r.raise_id)
              FROM limit_raises r WHERE r.agent_id = b.agent_id) AS raises
            FROM budgets b WHERE b.agent_id = :budget""")
        .param("budget", Ids.budgetOf(entityId))
        .query(
            (row, n) ->
                new Limits(
                    row.getObject("monthly_token_limit", Long.class),
                    row.getBigDecimal("monthly_cost_limit_usd"),
                    row.getObject("daily_token_limit", Long.class),
                    row.getBigDecimal("daily_cost_limit_usd"),
                    row.getString("overage_policy"),
                    QuotaView.raises(row.getString("raises"), now)))
        .optional()
        .orElse(Limits.NONE);
  }

  private record Sums(long agents, Amounts month, Amounts day) {}

  private Sums sums(JdbcClient jdbc, @Nullable UUID entityId, Limits limits, Instant now) {
    var month = Window.MONTH.of(now);
    var day = Window.DAY.of(now);
    return from(
            jdbc,
            """
            SELECT count(*),
              coalesce(sum(monthly_tokens_used) FILTER (WHERE period = :month), 0),
              coalesce(sum(monthly_tokens_reserved) FILTER (WHERE period = :month), 0),
              coalesce(sum(monthly_cost_used_usd) FILTER (WHERE period = :month), 0),
              coalesce(sum(monthly_cost_reserved_usd) FILTER (WHERE period = :month), 0),
              coalesce(sum(daily_tokens_used) FILTER (WHERE day = :day), 0),
              coalesce(sum(daily_tokens_reserved) FILTER (WHERE day = :day), 0),
              coalesce(sum(daily_cost_used_usd) FILTER (WHERE day = :day), 0),
              coalesce(sum(daily_cost_reserved_usd) FILTER (WHERE day = :day), 0)
            FROM agent_quotas WHERE :entity::uuid IS NULL OR entity_id = :entity::uuid""")
        .param("month", month)
        .param("day", day)
        .param("entity", entityId)
        .query(
            (row, n) ->
                new Sums(
                    row.getLong(1),
                    new Amounts(
                        month,
                        Amounts.tokens(limits.monthlyTokens(), Window.MONTH, limits.raises()),
                        row.getLong(2),
                        row.getLong(3),
                        Amounts.usd(limits.monthlyCost(), Window.MONTH, limits.raises()),
                        QuotaView.plain(row.getBigDecimal(4)),
                        QuotaView.plain(row.getBigDecimal(5)),
                        Window.MONTH.end(month)),
                    new Amounts(
                        day,
                        Amounts.tokens(limits.dailyTokens(), Window.DAY, limits.raises()),
                        row.getLong(6),
                        row.getLong(7),
                        Amounts.usd(limits.dailyCost(), Window.DAY, limits.raises()),
                        QuotaView.plain(row.getBigDecimal(8)),
                        QuotaView.plain(row.getBigDecimal(9)),
                        Window.DAY.end(day))))
        .single();
  }

  private List<QuotaView> agents(JdbcClient jdbc, @Nullable UUID entityId, Instant now) {
    return from(
            jdbc,
            QuotaView.SELECT_ALL
                + """
                WHERE :entity::uuid IS NULL OR q.entity_id = :entity::uuid
                ORDER BY CASE WHEN q.period = :month THEN q.monthly_cost_used_usd ELSE 0 END DESC,
                  CASE WHEN q.period = :month THEN q.monthly_tokens_used ELSE 0 END DESC, q.agent_id
                LIMIT :most""")
        .param("entity", entityId)
        .param("month", Window.MONTH.of(now))
        .param("most", AGENTS)
        .query((row, n) -> QuotaView.of(row, now))
        .list();
  }
}
