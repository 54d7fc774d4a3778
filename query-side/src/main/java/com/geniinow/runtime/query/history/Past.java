package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.agent.AgentView;
import com.geniinow.runtime.query.view.budget.BudgetReads;
import com.geniinow.runtime.query.view.budget.BudgetView;
import com.geniinow.runtime.query.view.quota.QuotaView;
import com.geniinow.runtime.query.view.schedule.ScheduleView;
import com.geniinow.runtime.query.view.task.TaskItem;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/** Answers questions about the past of an agent or a budget from events. */
final class Past {
  private final History history;
  private final StoredEvents events;
  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;
  private final Map<String, LiveTable> tables = new ConcurrentHashMap<>();

  Past(History history, StoredEvents events, JdbcClient jdbc, JsonMapper json, Clock clock) {
    this.history = history;
    this.events = events;
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
  }

  /**
   * An agent as it was; a moment that is yet to come counts as now.
   *
   * @throws ProblemException 404 when no event is that old
   */
  PastAgent asOf(UUID agentId, @Nullable Instant moment) {
    var now = clock.instant();
    var at = moment == null || moment.isAfter(now) ? now : moment;
    var state = history.asOf(agentId, at);
    var last = state.last();
    if (last == null || state.tables().rows("agents").isEmpty()) { // the platform is no agent
      throw ProblemException.notFound("agent", agentId);
    }
    var rows = state.tables();
    var with = with();
    var values =
        MemoryTables.KEPT.stream()
            .map(table -> (Object) text(rows.rows(table).values(), table))
            .toList();
    var agent =
        jdbc.sql(with + AgentView.SELECT).params(values).query(AgentView::of).list().getFirst();
    var quota =
        jdbc.sql(with + QuotaView.SELECT)
            .params(append(values, agentId))
            .query((row, n) -> QuotaView.of(row, at))
            .list()
            .getFirst();
    var tasks =
        jdbc.sql(
                with
                    + TaskItem.SELECT
                    + "WHERE t.status IN "
                    + TaskState.LIVING_IN_SQL
                    + " ORDER BY t.created_at, t.task_id")
            .params(values)
            .query(TaskItem::of)
            .list();
    var schedules =
        jdbc.sql(with + ScheduleView.SELECT + "ORDER BY s.created_at, s.schedule_id")
            .params(values)
            .query(ScheduleView::of)
            .list();
    return new PastAgent(agent, quota, tasks, schedules, at, PastEvent.of(last.event()));
  }

  /**
   * A budget as it was, with what its agents had used and held then; each agent's events are
   * replayed for it, so that of many agents takes its time.
   *
   * @throws ProblemException 404 for an entity that had neither a budget nor agents
   */
  BudgetView budget(UUID entityId, @Nullable Instant moment) {
    var now = clock.instant();
    var at = moment == null || moment.isAfter(now) ? now : moment;
    var budget = PastBudget.asOf(events, jdbc, Ids.budgetOf(entityId), at);
    List<Row> quotas = new ArrayList<>();
    List<Row> raises = new ArrayList<>(budget.raises());
    for (var agent : agents(entityId)) {
      var rows = history.asOf(agent, at).tables();
      quotas.addAll(rows.rows("agent_quotas").values());
      raises.addAll(rows.rows("limit_raises").values());
    }
    var with =
        Stream.of("budgets", "agent_quotas", "limit_raises")
            .map(name -> of(name, ":" + name))
            .collect(Collectors.joining(", ", "WITH ", " "));
    var values =
        Map.of(
            "budgets", text(budget.budgets(), "budgets"),
            "agent_quotas", text(quotas, "agent_quotas"),
            "limit_raises", text(raises, "limit_raises"));
    return new BudgetReads(with, values).read(jdbc, entityId, at);
  }

  /** Whoever has a quota, by its first event. */
  private List<UUID> agents(UUID entityId) {
    return jdbc.sql(
            """
            SELECT agent_id FROM domain_event_entry
            WHERE type = 'Quota' AND sequence_number = 0 AND (:platform OR entity_id = :entity)""")
        .param("platform", entityId.equals(Ids.PLATFORM))
        .param("entity", entityId)
        .query(UUID.class)
        .list();
  }

  /**
   * A page of an agent's events in the order of the store, which is that of their commits.
   *
   * @throws ProblemException 404 for an agent without events
   */
  Page<EventView> events(UUID agentId, PageQuery page) {
    long after = page.afterPosition().map(Cursor.Position::value).orElse(0L);
    var rows = StoredEvents.after(jdbc, agentId, after, page.fetch());
    if (rows.isEmpty() && StoredEvents.after(jdbc, agentId, 0, 1).isEmpty()) {
      throw ProblemException.notFound("agent", agentId);
    }
    return Page.of(rows, page, row -> new Cursor.Position(row.globalIndex())).map(events::view);
  }

  /**
   * What makes the rows stand for the tables of the same names, so that the past is shown by the
   * very statements that show the present.
   */
  private static String with() {
    return MemoryTables.KEPT.stream()
        .map(name -> of(name, "?"))
        .collect(Collectors.joining(", ", "WITH ", " "));
  }

  private static String of(String name, String parameter) {
    return "%1$s AS (SELECT * FROM json_populate_recordset(null::%1$s, %2$s::json))"
        .formatted(name, parameter);
  }

  private String text(Collection<Row> rows, String name) {
    var table = tables.computeIfAbsent(name, n -> LiveTable.read(jdbc, n));
    var array = json.createArrayNode();
    for (var row : rows) {
      var object = array.addObject();
      row.values()
          .forEach(
              (column, value) -> {
                if (value != null && table.type(column).equals("json")) {
                  object.putRawValue(column, new RawValue(value));
                } else {
                  object.put(column, value);
                }
              });
    }
    return json.writeValueAsString(array);
  }

  private static List<Object> append(Collection<Object> values, Object last) {
    return Stream.concat(values.stream(), Stream.of(last)).toList();
  }
}
