package com.geniinow.runtime.query.record;

import com.geniinow.runtime.platform.database.LateWrites;
import com.geniinow.runtime.platform.work.ChainEnds;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All projectors over one connection or transaction; the tables they meet decide which rows. */
public final class Projections {
  /** The tables that projectors write; the first is the one that the others look owners up in. */
  public static final List<String> TABLES =
      List.of(
          "agents",
          "agent_quotas",
          "agent_quota_usage",
          "agent_tasks",
          "task_labels",
          "agent_schedules",
          "agent_files",
          "agent_keys",
          "agent_key_secrets",
          "revoked_subjects",
          "model_prices",
          "budgets",
          "limit_raises",
          "legal_holds",
          "retentions",
          "erasures",
          "brakes",
          "task_types",
          "webhooks",
          "ledger_entries",
          "system_events");

  private final JdbcOperations jdbc;
  private final JdbcClient client;
  private final ChainEnds ends;

  /**
   * Writes through {@code jdbc}.
   *
   * @param ends where chains end, as far as a command has seen it
   */
  public Projections(JdbcOperations jdbc, ChainEnds ends) {
    this.jdbc = jdbc;
    this.ends = ends;
    client = JdbcClient.create(jdbc);
  }

  /**
   * Writes the rows of the events of one commit, in their order, behind what else its transaction
   * has left to be sent.
   */
  public void project(List<StoredEvent> events) {
    var writes = new Writes();
    project(events, new LedgerHeads(client, ends), writes);
    writes.flushOfTenant(jdbc, LateWrites.take());
  }

  /** Adds what all projectors have to say of these events, in their order. */
  public static void project(List<StoredEvent> events, LedgerHeads heads, Writes writes) {
    var projectors =
        List.of(
            new AgentProjector(),
            new QuotaProjector(),
            new TaskProjector(),
            new ScheduleProjector(),
            new FileProjector(),
            new KeyProjector(),
            new AccessProjector(),
            new PriceProjector(),
            new BudgetProjector(),
            new ErasureProjector(),
            new BrakeProjector(),
            new TaskTypeProjector(),
            new WebhookProjector(),
            new LedgerProjector(heads),
            new SystemEventProjector());
    for (var event : events) {
      projectors.forEach(projector -> projector.project(event, writes));
    }
  }
}
