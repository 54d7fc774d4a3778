package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.budget.BudgetLine.Amounts;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.line.Conflicts;
import com.geniinow.runtime.command.quota.Windows;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What agents may take of budgets by themselves, as a command's transaction sees it. */
@Component
class SliceTable {
  private final JdbcClient jdbc;

  SliceTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The limits above those of the current command's agent, with its slices. */
  List<BudgetLine> read(UUID agentId, Instant at) {
    return jdbc.sql("SELECT * FROM genii_budgets(?, ?, ?)")
        .param(agentId)
        .param(AgentEntry.entity())
        .param(at.atOffset(ZoneOffset.UTC))
        .query(BudgetLine::of)
        .list();
  }

  /**
   * Until the command's end no other agent may take more of a budget than its slice. Whoever needs
   * several asks for an entity's before the platform's.
   *
   * @throws RefusedException when others have been at it for longer than anybody waits
   */
  void lock(UUID budgetId) {
    try {
      jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('genii.budget:' || ?, 0))")
          .param(budgetId)
          .query(row -> {});
    } catch (DataAccessException e) {
      throw Conflicts.isLockTimeout(e) ? new Refusal.LimitsBusy().exception() : e;
    }
  }

  /** What all other agents of a budget have used, hold and may take by themselves. */
  Others others(UUID budgetId, UUID agentId, Windows in) {
    Map<String, Totals> totals = new HashMap<>();
    var hasMovedOn = new boolean[1];
    jdbc.sql("SELECT * FROM genii_budget_totals(?, ?, ?, ?)")
        .param(budgetId)
        .param(agentId)
        .param(in.month().toString())
        .param(in.day())
        .query(
            row -> {
              totals.put(
                  row.getString(1),
                  new Totals(row.getBigDecimal(2), row.getBigDecimal(3), row.getBigDecimal(4)));
              hasMovedOn[0] |= row.getBoolean(5);
            });
    return new Others(totals, hasMovedOn[0]);
  }

  /**
   * What others have.
   *
   * @param hasMovedOn whether one of them is in the next day or month already, so that what it did
   *     in this one can't be seen
   */
  record Others(Map<String, Totals> totals, boolean hasMovedOn) {
    static final Others NOBODY = new Others(Map.of(), false);
  }

  /** Gives the current command's agent another slice. */
  void put(UUID budgetId, UUID agentId, Windows in, Amounts slice, Instant until) {
    jdbc.sql(
            """
            INSERT INTO budget_slices (budget_id, agent_id, entity_id, period, day,
              monthly_tokens, monthly_cost, daily_tokens, daily_cost, until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (budget_id, agent_id) DO UPDATE SET period = excluded.period,
              day = excluded.day, monthly_tokens = excluded.monthly_tokens,
              monthly_cost = excluded.monthly_cost, daily_tokens = excluded.daily_tokens,
              daily_cost = excluded.daily_cost, until = excluded.until""")
        .param(budgetId)
        .param(agentId)
        .param(AgentEntry.entity())
        .param(in.month().toString())
        .param(in.day())
        .param(slice.monthlyTokens())
        .param(slice.monthlyCost())
        .param(slice.dailyTokens())
        .param(slice.dailyCost())
        .param(until.atOffset(ZoneOffset.UTC))
        .update();
  }

  /**
   * Takes all slices of a budget back, in a transaction of its own: once no command of an agent
   * goes by them.
   *
   * @throws RefusedException when some command takes longer than a second
   */
  void recall(UUID budgetId) {
    try {
      jdbc.sql("SELECT genii_recall(?)").param(budgetId).query(row -> {});
    } catch (DataAccessException e) {
      throw Conflicts.isLockTimeout(e) ? new Refusal.LimitsBusy().exception() : e;
    }
  }

  /** Takes them back; nobody goes by them. */
  void removeAll(UUID budgetId) {
    jdbc.sql("DELETE FROM budget_slices WHERE budget_id = ?").param(budgetId).update();
  }
}
