package com.geniinow.runtime.query.view.report;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.query.view.quota.QuotaView;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts what the agents of an entity did; each kind by one statement over all of them. */
record ReportReads(JdbcClient jdbc, UUID entityId, @Nullable Instant from, @Nullable Instant to) {
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

  private static final String ACTS =
      """
      SELECT e.agent_id, e.type, count(*) FROM (
        SELECT agent_id FROM agents WHERE entity_id = :entity UNION ALL SELECT :budget::uuid) a
      JOIN ledger_entries e ON e.agent_id = a.agent_id
      WHERE e.created_at >= :from AND e.created_at < :to GROUP BY 1, 2\
      """;

  private static final String MODELS =
      """
      SELECT u.agent_id, u.model, count(*) FILTER (WHERE u.kind = 'use'), sum(u.tokens)::bigint,
        sum(u.cost_usd)
      FROM agents a JOIN agent_quota_usage u ON u.agent_id = a.agent_id
      WHERE a.entity_id = :entity AND u.recorded_at >= :from AND u.recorded_at < :to
      GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST\
      """;

  /**
   * The report.
   *
   * @throws ProblemException 404 for an entity that has neither agents nor a budget
   */
  EntityReport read() {
    var budget = Ids.budgetOf(entityId);
    var acts = acts(budget);
    var models = models();
    var agents =
        jdbc.sql("SELECT agent_id, name, status FROM agents WHERE entity_id = ? ORDER BY agent_id")
            .param(entityId)
            .query(
                (row, n) ->
                    agent(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        acts,
                        models))
            .list();
    if (agents.isEmpty() && !hasBudget(budget)) {
      throw ProblemException.notFound("entity", entityId);
    }
    return new EntityReport(
        entityId,
        from,
        to,
        agents,
        acts.getOrDefault(budget, new Acts())
            .of(Queries.ofBudget(entityId, from, to), "budget_set", "budget_raised"));
  }

  private AgentReport agent(
      UUID id,
      @Nullable String name,
      String status,
      Map<UUID, Acts> acts,
      Map<UUID, List<ModelFigure>> models) {
    var of = acts.getOrDefault(id, new Acts());
    var queries = Queries.ofAgent(id, from, to);
    return new AgentReport(
        id,
        name,
        status,
        of.of(queries, "task_submitted"),
        of.ends(queries),
        models.getOrDefault(id, List.of()),
        of.of(queries, "task_refused", "call_refused", "file_refused"),
        of.of(queries, "overage_recorded"),
        of.of(queries, "task_approved", "task_denied"),
        of.of(queries, "task_braked"),
        of.of(queries, "key_created", "key_rotated", "key_revoked", "tokens_revoked"),
        of.of(queries, "quota_opened", "quota_changed", "quota_raised", "usage_corrected"));
  }

  private boolean hasBudget(UUID budget) {
    return jdbc.sql("SELECT EXISTS (SELECT FROM budgets WHERE agent_id = ?)")
        .param(budget)
        .query(Boolean.class)
        .single();
  }

  private Map<UUID, Acts> acts(UUID budget) {
    Map<UUID, Acts> acts = new HashMap<>();
    ranged(ACTS)
        .param("budget", budget)
        .query(
            row -> {
              acts.computeIfAbsent(row.getObject(1, UUID.class), id -> new Acts())
                  .add(row.getString(2), row.getLong(3));
            });
    return acts;
  }

  private Map<UUID, List<ModelFigure>> models() {
    Map<UUID, List<ModelFigure>> models = new HashMap<>();
    ranged(MODELS)
        .query(
            row -> {
              var id = row.getObject(1, UUID.class);
              models
                  .computeIfAbsent(id, key -> new ArrayList<>())
                  .add(
                      new ModelFigure(
                          row.getString(2),
                          row.getLong(3),
                          row.getLong(4),
                          QuotaView.plain(row.getBigDecimal(5)),
                          Queries.ofAgent(id, from, to).usage()));
            });
    return models;
  }

  private JdbcClient.StatementSpec ranged(String sql) {
    return jdbc.sql(sql)
        .param("entity", entityId)
        .param("from", (from == null ? Instant.EPOCH : from).atOffset(ZoneOffset.UTC))
        .param("to", (to == null ? END : to).atOffset(ZoneOffset.UTC));
  }
}
