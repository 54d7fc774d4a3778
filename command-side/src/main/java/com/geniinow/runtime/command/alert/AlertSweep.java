package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.background.Finds;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Raises the alerts that the processor should have raised, by what the tables say, whatever it has
 * read. Both give the same cause the same id, and a crossing is one row, so nothing is told twice.
 */
@Component
class AlertSweep implements RecurringJob {
  static final String NAME = "alert-sweep";

  private static final Logger log = LoggerFactory.getLogger(AlertSweep.class);

  /** The processor is a tenth of a second late, seconds after a process died. */
  static final Duration GRACE = Duration.ofSeconds(30);

  /** How far a process that has just started looks back. */
  private static final Duration FIRST_LOOK = Duration.ofDays(7);

  /** How far later runs overlap, for clocks that differ and commits that took long. */
  private static final Duration OVERLAP = Duration.ofMinutes(10);

  /** Agents looked at by one query. */
  private static final int PAGE = 500;

  private final JdbcClient system;
  private final EmbeddedEventStore events;
  private final AlertProcessor processor;
  private final LevelProcessor levelProcessor;
  private final LevelTable levels;
  private final AlertTable alerts;
  private final AlertSettings settings;
  private final Finds finds;
  private final Now now;
  private volatile Instant lookedUntil = Instant.MIN;
  private volatile Set<UUID> doubtfulBefore = Set.of();

  AlertSweep(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      @Qualifier(StoreConfiguration.SYSTEM) EmbeddedEventStore events,
      AlertProcessor processor,
      LevelProcessor levelProcessor,
      LevelTable levels,
      AlertTable alerts,
      AlertSettings settings,
      Finds finds,
      Now now) {
    this.system = system;
    this.events = events;
    this.processor = processor;
    this.levelProcessor = levelProcessor;
    this.levels = levels;
    this.alerts = alerts;
    this.settings = settings;
    this.finds = finds;
    this.now = now;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration every() {
    return Duration.ofMinutes(1);
  }

  @Override
  public void run() {
    var late = now.get().minus(GRACE);
    try {
      deadLetters(late);
    } finally {
      try {
        overages(late);
      } finally {
        try {
          approvals(late);
        } finally {
          crossings();
        }
      }
    }
  }

  /** Tasks that are given up now, and whose giving up nobody was told of. */
  private void deadLetters(Instant late) {
    var from =
        lookedUntil.equals(Instant.MIN) || lookedUntil.isAfter(late)
            ? late.minus(FIRST_LOOK)
            : lookedUntil.minus(OVERLAP);
    Map<UUID, Dead> dead = new LinkedHashMap<>();
    system
        .sql(
            """
            SELECT t.agent_id, t.task_id, s.event_id, s.sequence
            FROM agent_tasks t JOIN system_events s ON s.agent_id = t.agent_id
              AND s.occurred_at = t.completed_at AND s.type = 'TaskDeadLettered'
            WHERE t.status = 'dead_lettered' AND t.completed_at > ? AND t.completed_at <= ?
            ORDER BY t.completed_at""")
        .param(from.atOffset(ZoneOffset.UTC))
        .param(late.atOffset(ZoneOffset.UTC))
        .query(
            row -> {
              var found =
                  new Dead(
                      row.getObject(1, UUID.class),
                      row.getObject(2, UUID.class),
                      row.getString(3),
                      row.getLong(4));
              dead.put(Ids.derive(found.taskId(), found.eventId()), found);
            });
    alerts.told(dead.keySet()).forEach(dead::remove);
    dead.values().forEach(found -> alone("task " + found.taskId(), () -> tell(found)));
    lookedUntil = late;
  }

  private void tell(Dead dead) {
    var event = events.readEvents(dead.agentId().toString(), dead.sequence()).next();
    if (event.getPayload() instanceof TaskDeadLettered e
        && e.taskId().equals(dead.taskId())
        && processor.deadLettered(e, event.getIdentifier())) {
      finds.found(NAME, "the alert about the dead letter of task " + e.taskId());
    }
  }

  /** Tasks that wait for a person, and nobody was told. */
  private void approvals(Instant late) {
    Map<UUID, UnapprovedTask> waiting = new LinkedHashMap<>();
    system
        .sql(UnapprovedTask.SELECT + " WHERE status = 'awaiting_approval' AND created_at <= ?")
        .param(late.atOffset(ZoneOffset.UTC))
        .query(
            row -> {
              var task = UnapprovedTask.of(row);
              waiting.put(Ids.derive(task.taskId(), AlertProcessor.APPROVAL), task);
            });
    alerts.told(waiting.keySet()).forEach(waiting::remove);
    waiting
        .values()
        .forEach(
            task ->
                alone(
                    "task " + task.taskId(),
                    () -> {
                      if (processor.approvalRequired(task)) {
                        finds.found(NAME, "the alert about task " + task.taskId() + " to approve");
                      }
                    }));
  }

  /** Agents over a limit this month of whom nobody heard, though an event says that they must. */
  private void overages(Instant late) {
    system
        .sql(
            """
        SELECT s.agent_id, s.sequence FROM agent_quotas q CROSS JOIN LATERAL (
          SELECT agent_id, sequence, occurred_at FROM system_events
          WHERE agent_id = q.agent_id AND type = 'OverageRecorded' AND occurred_at <= ?
            AND occurred_at >= (q.period || '-01')::timestamp AT TIME ZONE 'UTC'
          ORDER BY occurred_at DESC LIMIT 5) s
        WHERE q.overage_policy <> 'allow' AND NOT EXISTS (
            SELECT FROM alerts a WHERE a.agent_id = q.agent_id AND a.kind = 'overage'
              AND to_char(a.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM') = q.period)
          AND (q.monthly_tokens_used + q.monthly_tokens_reserved > q.monthly_token_limit
            OR q.monthly_cost_used_usd + q.monthly_cost_reserved_usd > q.monthly_cost_limit_usd)""")
        .param(late.atOffset(ZoneOffset.UTC))
        .query(
            row -> {
              var agentId = row.getObject(1, UUID.class);
              var sequence = row.getLong(2);
              alone("the overage of agent " + agentId, () -> overage(agentId, sequence));
            });
  }

  private void overage(UUID agentId, long sequence) {
    var event = events.readEvents(Ids.quotaOf(agentId).toString(), sequence).next();
    if (event.getPayload() instanceof OverageRecorded e && processor.overage(e)) {
      finds.found(NAME, "the alert about the overage of agent " + agentId);
    }
  }

  /** One that fails must not keep the others waiting; it comes again at the next turn. */
  private static void alone(String what, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      log.warn("{} could not be looked at for its alert", what, e);
    }
  }

  /** Only what was so a run ago as well: the rest may still be on its way. */
  private void crossings() {
    var doubtful = new HashSet<>(levels.doubtful(settings));
    var again = doubtful.stream().filter(doubtfulBefore::contains).toList();
    doubtfulBefore = doubtful;
    var cause = NAME + "/" + now.get();
    for (var n = 0; n < again.size(); n += PAGE) {
      Map<UUID, String> page = new LinkedHashMap<>();
      again.subList(n, Math.min(n + PAGE, again.size())).forEach(id -> page.put(id, cause));
      levelProcessor
          .look(page)
          .forEach(id -> finds.found(NAME, "a threshold that agent " + id + " passed or left"));
    }
  }

  private record Dead(UUID agentId, UUID taskId, String eventId, long sequence) {}
}
