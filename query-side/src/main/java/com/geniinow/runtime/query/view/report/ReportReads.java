package com.geniinow.runtime.query.view.report;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.Listing;
import com.geniinow.runtime.query.view.quota.QuotaView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Counts what the agents of an entity did, a page of agents at a time; each kind of figure by one
 * statement over those. What is held in memory is one page's figures, however many agents there
 * are.
 */
record ReportReads(JdbcClient jdbc, UUID entityId, @Nullable Instant from, @Nullable Instant to) {
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

  private static final String AGENTS =
      "SELECT agent_id, name, status, created_at FROM agents WHERE entity_id = ?";

  private static final String ACTS =
      """
      SELECT agent_id, type, count(*) FROM ledger_entries
      WHERE agent_id = ANY (:lines::uuid[]) AND created_at >= :from AND created_at < :to
      GROUP BY 1, 2\
      """;

  private static final String MODELS =
      """
      SELECT agent_id, nullif(model, ''), count(*) FILTER (WHERE kind = 'use'),
        sum(tokens)::bigint, sum(cost_usd)
      FROM agent_quota_usage
      WHERE agent_id = ANY (:lines::uuid[]) AND recorded_at >= :from AND recorded_at < :to
      GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST\
      """;

  /** An agent that is in the report. */
  private record Listed(UUID id, @Nullable String name, String status, Instant createdAt) {
    static Listed of(ResultSet row, int n) throws SQLException {
      return new Listed(
          row.getObject(1, UUID.class),
          row.getString(2),
          row.getString(3),
          row.getObject(4, OffsetDateTime.class).toInstant());
    }
  }

  /**
   * Checks that there is something to report on.
   *
   * @throws ProblemException 404 for an entity that has neither agents nor a budget
   */
  void mustBeThere() {
    var isThere =
        jdbc.sql(
                """
                SELECT EXISTS (SELECT FROM agents WHERE entity_id = ?)
                  OR EXISTS (SELECT FROM budgets WHERE agent_id = ?)\
                """)
            .params(entityId, Ids.budgetOf(entityId))
            .query(Boolean.class)
            .single();
    if (!isThere) {
      throw ProblemException.notFound("entity", entityId);
    }
  }

  /** What the agents of a page did, those that did nothing among them; the oldest first. */
  Page<AgentReport> agents(PageQuery page) {
    var listed =
        new Listing(AGENTS, "created_at", "agent_id")
            .with(entityId)
            .read(
                jdbc,
                page,
                Listed::of,
                agent -> new Cursor.TimeAndId(agent.createdAt(), agent.id()));
    var ids = listed.items().stream().map(Listed::id).toList();
    var acts = acts(ids);
    var models = models(ids);
    return listed.map(agent -> report(agent, acts, models));
  }

  /** How often what the agents share was set or raised. */
  Figure budgetChanges() {
    var budget = Ids.budgetOf(entityId);
    return acts(List.of(budget))
        .getOrDefault(budget, new Acts())
        .of(Queries.ofBudget(entityId, from, to), "budget_set", "budget_raised");
  }

  private AgentReport report(
      Listed agent, Map<UUID, Acts> acts, Map<UUID, List<ModelFigure>> models) {
    var of = acts.getOrDefault(agent.id(), new Acts());
    var queries = Queries.ofAgent(agent.id(), from, to);
    return new AgentReport(
        agent.id(),
        agent.name(),
        agent.status(),
        of.of(queries, "task_submitted"),
        of.ends(queries),
        models.getOrDefault(agent.id(), List.of()),
        of.of(queries, "task_refused", "call_refused", "file_refused"),
        of.of(queries, "overage_recorded"),
        of.of(queries, "task_approved", "task_denied"),
        of.of(queries, "task_braked"),
        of.of(queries, "key_created", "key_rotated", "key_revoked", "tokens_revoked"),
        of.of(queries, "quota_opened", "quota_changed", "quota_raised", "usage_corrected"));
  }

  private Map<UUID, Acts> acts(List<UUID> lines) {
    Map<UUID, Acts> acts = new HashMap<>();
    ranged(ACTS, lines)
        .query(
            row -> {
              acts.computeIfAbsent(row.getObject(1, UUID.class), id -> new Acts())
                  .add(row.getString(2), row.getLong(3));
            });
    return acts;
  }

  private Map<UUID, List<ModelFigure>> models(List<UUID> lines) {
    Map<UUID, List<ModelFigure>> models = new HashMap<>();
    ranged(MODELS, lines)
        .query(
            row -> {
              var id = row.getObject(1, UUID.class);
              var model = row.getString(2);
              models
                  .computeIfAbsent(id, key -> new ArrayList<>())
                  .add(
                      new ModelFigure(
                          model,
                          row.getLong(3),
                          row.getLong(4),
                          QuotaView.plain(row.getBigDecimal(5)),
                          Queries.ofAgent(id, from, to).usage(model)));
            });
    return models;
  }

  private JdbcClient.StatementSpec ranged(String sql, List<UUID> lines) {
    return jdbc.sql(sql)
        .param("lines", new SqlArrayValue("uuid", lines.toArray()))
        .param("from", (from == null ? Instant.EPOCH : from).atOffset(ZoneOffset.UTC))
        .param("to", (to == null ? END : to).atOffset(ZoneOffset.UTC));
  }
}
