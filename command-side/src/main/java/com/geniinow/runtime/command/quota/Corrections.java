package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.quota.Spending.Spent;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Corrects what was counted, inside a command of the agent. No total falls below 0, of a month or
 * of a task; upwards a correction may pass a limit, since what was used was used.
 */
@Component
public class Corrections {
  /** No total is larger. */
  private static final BigDecimal MOST_USD = new BigDecimal("10000000000000");

  private final Quotas quotas;
  private final JdbcClient jdbc;
  private final ErasedAgents erased;

  Corrections(Quotas quotas, JdbcClient jdbc, ErasedAgents erased) {
    this.quotas = quotas;
    this.jdbc = jdbc;
    this.erased = erased;
  }

  /**
   * Corrects; for an agent that is erased, too, as money is none of its text, but without a word.
   *
   * @throws RefusedException as {@link #check} says
   */
  public void apply(UUID agentId, Correction correction, String by, Instant at) {
    check(agentId, correction, at);
    var kept = erased.has(agentId) ? correction.unsaid() : correction;
    quotas.of(agentId).execute(q -> q.correct(kept, by, at));
  }

  /**
   * Changes nothing.
   *
   * @throws RefusedException for a month or a day that is yet to come, for another's task, or when
   *     a total would fall below 0 or grow beyond what is kept
   */
  public void check(UUID agentId, Correction correction, Instant at) {
    var month = correction.month();
    var day = correction.day();
    if (month.isAfter(Period.of(at))
        || (day != null && day.isAfter(LocalDate.ofInstant(at, ZoneOffset.UTC)))) {
      throw new Refusal.InvalidValue("period", "is yet to come").exception();
    }
    var quota = quotas.of(agentId);
    quota.execute(q -> q.openPeriod(at));
    var known = quota.invoke(q -> q.used(month));
    mustFit("month " + month, known == null ? ofMonth(agentId, correction) : known, correction);
    if (day != null) {
      var today = quota.invoke(q -> q.used(day.toString()));
      mustFit("day " + day, today == null ? ofDay(agentId, day) : today, correction);
    }
    if (correction.taskId() != null) {
      mustFit("task " + correction.taskId(), ofTask(correction.taskId()), correction);
    }
  }

  private static void mustFit(String whose, Spent used, Correction correction) {
    long tokens = used.tokens() + correction.tokens();
    var usd = used.costUsd().add(correction.costUsd());
    if (tokens < 0 || usd.signum() < 0) {
      throw new Refusal.CorrectionExceedsUse(whose, used.tokens(), used.costUsd()).exception();
    }
    if (tokens > QuotaRequest.MAX_EXACT || usd.compareTo(MOST_USD) > 0) {
      throw new Refusal.InvalidValue("tokens", "or cost_usd make a total beyond what is kept")
          .exception();
    }
  }

  private Spent ofMonth(UUID agentId, Correction correction) {
    return jdbc.sql(
            """
            SELECT coalesce(sum(tokens), 0), coalesce(sum(cost_usd), 0) FROM agent_quota_usage
            WHERE agent_id = ? AND period = ?\
            """)
        .param(agentId)
        .param(correction.month().toString())
        .query((row, n) -> new Spent(row.getLong(1), Usd.of(row.getBigDecimal(2))))
        .optional()
        .orElse(Spent.NOTHING);
  }

  private Spent ofDay(UUID agentId, LocalDate day) {
    return jdbc.sql(
            """
            SELECT coalesce(sum(tokens), 0), coalesce(sum(cost_usd), 0) FROM agent_quota_usage
            WHERE agent_id = ? AND day = ?\
            """)
        .param(agentId)
        .param(day.toString())
        .query((row, n) -> new Spent(row.getLong(1), Usd.of(row.getBigDecimal(2))))
        .optional()
        .orElse(Spent.NOTHING);
  }

  private Spent ofTask(UUID taskId) {
    return jdbc.sql("SELECT tokens_used, cost_usd FROM agent_tasks WHERE task_id = ?")
        .param(taskId)
        .query((row, n) -> new Spent(row.getLong(1), Usd.of(row.getBigDecimal(2))))
        .optional()
        .orElseThrow(
            () -> new Refusal.InvalidValue("task_id", "is no task of this agent").exception());
  }
}
