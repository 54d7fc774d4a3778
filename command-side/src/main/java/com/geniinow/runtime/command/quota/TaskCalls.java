package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The model calls of tasks that bind them, over all their attempts: what was charged, and what
 * those hold that run. Used within commands: the agent's lock makes both exact.
 */
@Component
public class TaskCalls {
  /**
   * A call that was not served, or is free, doesn't count. Corrections change what it cost. Of a
   * task that is one call each attempt every use is a call's, whatever its worker said of it.
   */
  private static final String CHARGED =
      """
      SELECT count(*) FILTER (WHERE kind = 'use' AND (tokens > 0 OR cost_usd > 0)),
        coalesce(sum(cost_usd), 0)
      FROM (
        SELECT kind, tokens, cost_usd FROM agent_quota_usage
          WHERE task_id = ? AND call_id IS NOT NULL
        UNION ALL
        SELECT kind, tokens, cost_usd FROM agent_quota_usage
          WHERE task_id = ? AND call_id IS NULL AND (kind = 'correction' OR ?)) used""";

  private final JdbcClient jdbc;

  TaskCalls(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What a task may do yet.
   *
   * @param calls null for any number
   * @param costUsd null for any sum
   */
  public record Left(@Nullable Long calls, @Nullable BigDecimal costUsd) {
    /** Of a task that binds nothing. */
    public static final Left ALL = new Left(null, null);

    /**
     * What is in the way of one more call.
     *
     * @return {@code calls} or {@code cost}; null for nothing
     */
    public @Nullable String exceededBy(BigDecimal cost) {
      if (calls != null && calls < 1) {
        return "calls";
      }
      return costUsd != null && cost.compareTo(costUsd) > 0 ? "cost" : null;
    }
  }

  /**
   * What is left of a task's limits.
   *
   * @param isCall whether each of its attempts is a call
   * @param running what of the task's calls runs now
   */
  public Left left(
      UUID taskId,
      boolean isCall,
      @Nullable Integer maxCalls,
      @Nullable BigDecimal maxCostUsd,
      RunningCalls running) {
    if (maxCalls == null && maxCostUsd == null) {
      return Left.ALL;
    }
    return jdbc.sql(CHARGED)
        .param(taskId)
        .param(taskId)
        .param(isCall)
        .query(
            (row, n) ->
                new Left(
                    maxCalls == null ? null : maxCalls - row.getLong(1) - running.calls(),
                    maxCostUsd == null
                        ? null
                        : Usd.of(
                            maxCostUsd
                                .subtract(row.getBigDecimal(2).max(BigDecimal.ZERO))
                                .subtract(running.costUsd())
                                .max(BigDecimal.ZERO))))
        .single();
  }
}
