package com.geniinow.runtime.benchmarks;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Fills what the console shows for a month of many agents, past the service, as superuser: names,
 * use of limits, tasks, usage of a part of them and of every day, alerts, a long ledger.
 */
final class ConsoleRows {
  private static final int MONTH_SECONDS = 29 * 86_400;
  private static final int ALERTS = 5_000;

  private final Servers servers;
  private final List<UUID> agents;

  /**
   * @param agents the first gets half of all tasks, and the long ledger
   */
  ConsoleRows(Servers servers, List<UUID> agents) {
    this.servers = servers;
    this.agents = agents;
  }

  /** The name that the nth agent gets, from 1. */
  static String name(int n) {
    return "agent-%04d".formatted(n);
  }

  /**
   * Fills the tables.
   *
   * @return entries of the first agent's ledger
   */
  long fill(int tasks) {
    Report.progress("storing %d tasks of %d agents".formatted(tasks, agents.size()));
    new TaskRows(servers).fill(tasks, agents, Math.max(1, MONTH_SECONDS / tasks));
    // Nobody is to work on what no event tells of.
    servers.execute(
        "UPDATE agent_tasks SET status = 'cancelled', completed_at = created_at"
            + " WHERE status = 'queued'");
    Report.progress("storing names, quotas, usage and alerts");
    agents();
    usage();
    alerts();
    Report.progress("writing a ledger");
    var entries = LedgerRows.write(servers, agents.getFirst());
    for (var table :
        List.of("agents", "agent_quotas", "agent_quota_usage", "usage_totals", "ledger_entries")) {
      servers.execute("VACUUM ANALYZE " + table);
    }
    return entries;
  }

  private void agents() {
    var numbered =
        "unnest(ARRAY[%s]::uuid[]) WITH ORDINALITY AS n (id, n)"
            .formatted(agents.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", ")));
    servers.execute(
        "UPDATE agents a SET name = 'agent-' || lpad(n.n::text, 4, '0') FROM %s WHERE a.agent_id = n.id"
            .formatted(numbered));
    servers.execute(
        """
        UPDATE agent_quotas q SET monthly_cost_limit_usd = 100, monthly_cost_used_usd = n.n %% 100
        FROM %s WHERE q.agent_id = n.id"""
            .formatted(numbered));
  }

  /** Of every second completed task, and each agent's of each day without a task. */
  private void usage() {
    servers.execute(
        """
        INSERT INTO agent_quota_usage (usage_id, agent_id, entity_id, task_id, attempt, model,
          input_tokens, output_tokens, tokens, cost_usd, period, estimated, recorded_at)
        SELECT gen_random_uuid(), agent_id, entity_id, task_id, 1, model, 80, 20, 100, 0.0003,
          to_char(completed_at, 'YYYY-MM'), false, completed_at
        FROM agent_tasks WHERE status = 'completed' AND hashtext(task_id::text) % 2 = 0
        UNION ALL
        SELECT gen_random_uuid(), agent_id, entity_id, NULL, NULL, 'gpt-4.1', 8000, 2000, 10000,
          0.03, to_char(now() - d * interval '1 day', 'YYYY-MM'), false,
          now() - d * interval '1 day'
        FROM agents, generate_series(0, 29) d""");
  }

  private void alerts() {
    servers.execute(
        """
        INSERT INTO alerts (alert_id, agent_id, entity_id, kind, message, occurred_at, next_try_at,
          sent_at)
        SELECT gen_random_uuid(), a.agent_id, a.entity_id, 'task_dead_lettered',
          '*Task dead-lettered* after 3 attempts', at, at, at
        FROM (SELECT agent_id, entity_id, row_number() OVER () AS n FROM agents) a
        CROSS JOIN LATERAL generate_series(1, 1 + %1$d / %2$d) s
        CROSS JOIN LATERAL (SELECT now() - (s * 3600 + a.n) * interval '1 s' AS at) t"""
            .formatted(ALERTS, agents.size()));
  }
}
