package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.brake.Brake.Work;
import com.geniinow.runtime.command.brake.ListedBrakes;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.platform.problem.Outages;
import com.geniinow.runtime.queue.QueueUnavailableException;
import com.geniinow.runtime.queue.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes Redis hold what PostgreSQL says is queued: puts back what is missing, however it was lost,
 * and takes out what has ended. It looks at agents with queued tasks; what Redis holds for others
 * is dropped by the worker that claims it.
 */
@Component
class QueueReconciler implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(QueueReconciler.class);

  /** Younger tasks are on their way by the fast path or the processor. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final int REAPED_PER_RUN = 1_000;

  /** Rows in memory at once; more than one agent can have. */
  private static final int PAGE = 5_000;

  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final JdbcClient system;
  private final TaskQueue queue;
  private final Dispatcher dispatcher;
  private final ListedBrakes brakes;
  private final TaskSettings settings;
  private final Now now;

  QueueReconciler(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      TaskQueue queue,
      Dispatcher dispatcher,
      ListedBrakes brakes,
      TaskSettings settings,
      Now now) {
    this.system = system;
    this.queue = queue;
    this.dispatcher = dispatcher;
    this.brakes = brakes;
    this.settings = settings;
    this.now = now;
  }

  @Override
  public String name() {
    return "queue-reconciler";
  }

  @Override
  public Duration every() {
    return settings.reconcileEvery();
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byProcess(
            """
            SELECT least(
              (SELECT created_at + ? * interval '1 millisecond' FROM agent_tasks
               WHERE status = 'queued' ORDER BY created_at LIMIT 1),
              (SELECT to_timestamp(0) WHERE EXISTS (SELECT FROM task_leases)))""",
            GRACE::toMillis));
  }

  @Override
  public void run() {
    if (!settings.reconcile()) {
      return;
    }
    try {
      queue.reap(REAPED_PER_RUN);
      UUID last = BEFORE_ALL;
      for (var page = queued(last); !page.isEmpty(); page = queued(last)) {
        page.forEach(this::repairAlone);
        last = page.lastEntry().getKey();
      }
    } catch (QueueUnavailableException e) {
      log.debug("nothing to compare with while Redis is unavailable: {}", e.getMessage());
    }
  }

  /** One that fails must not keep the others waiting. */
  private void repairAlone(UUID agentId, List<Queued> tasks) {
    try {
      repair(agentId, tasks);
    } catch (RuntimeException e) {
      if (e instanceof QueueUnavailableException || Outages.isOutage(e)) {
        throw e;
      }
      log.warn("agent {}: its queue can't be compared", agentId, e);
    }
  }

  private void repair(UUID agentId, List<Queued> tasks) {
    Set<UUID> doubtful = new HashSet<>(queue.snapshot(agentId));
    var missing = 0;
    for (var task : tasks) {
      if (!doubtful.remove(task.taskId())) {
        dispatcher.put(agentId, task.taskId(), task.attempt(), task.type(), task.turn());
        doubtful.add(task.taskId());
        missing++;
      }
    }
    if (missing > 0) {
      log.info("agent {}: {} queued tasks put back into Redis", agentId, missing);
    }
    if (!doubtful.isEmpty()) {
      removeIdle(agentId, doubtful);
    }
    queue.reconcile(List.of(agentId));
  }

  /**
   * Looked up after Redis was read and written: what has come since is open here and stays, and
   * what has ended since it was put back, or waits for its agent's resumption, goes, whose
   * withdrawal came too early. What a brake stops meanwhile is dropped by who claims it.
   */
  private void removeIdle(UUID agentId, Set<UUID> candidates) {
    var open =
        system
            .sql(
                """
                SELECT t.task_id FROM agent_tasks t JOIN agents a ON a.agent_id = t.agent_id
                WHERE t.task_id = ANY (?)
                  AND (t.status = 'running' OR t.status = 'queued' AND a.status = 'active')""")
            .param(candidates.toArray(UUID[]::new))
            .query(UUID.class)
            .list();
    candidates.removeAll(Set.copyOf(open));
    for (var taskId : candidates) {
      queue.remove(agentId, taskId);
      log.info(
          "agent {}: task {} taken out of Redis, it has ended or its agent is suspended",
          agentId,
          taskId);
    }
  }

  /**
   * The queued tasks of the next active agents that no brake stops, each agent's in the order of
   * submission; Redis gets each at its turn. A full page's last agent may have more than the page
   * holds and is left to the next one.
   */
  private LinkedHashMap<UUID, List<Queued>> queued(UUID after) {
    var inForce = brakes.inForce();
    var byAgent = new LinkedHashMap<UUID, List<Queued>>();
    int[] rows = {0};
    system
        .sql(
            """
            SELECT t.agent_id, t.task_id, t.attempts, t.type, t.model, t.entity_id,
              coalesce(t.priority, 3), coalesce(t.queued_at, t.created_at)
            FROM agent_tasks t JOIN agents a ON a.agent_id = t.agent_id AND a.status = 'active'
            WHERE t.status = 'queued' AND t.braked_attempt IS NULL AND t.created_at < ? AND t.agent_id > ?
            ORDER BY t.agent_id, t.created_at, t.task_id LIMIT ?""")
        .param(now.get().minus(GRACE).atOffset(ZoneOffset.UTC))
        .param(after)
        .param(PAGE)
        .query(
            row -> {
              rows[0]++;
              var agentId = row.getObject(1, UUID.class);
              var work =
                  new Work(
                      row.getObject(6, UUID.class), agentId, row.getString(4), row.getString(5));
              var tasks = byAgent.computeIfAbsent(agentId, id -> new ArrayList<>());
              if (inForce.stream().noneMatch(brake -> brake.stops(work))) {
                tasks.add(
                    new Queued(
                        row.getObject(2, UUID.class),
                        row.getInt(3) + 1,
                        row.getString(4),
                        Dispatcher.turn(row, 7, 8)));
              }
            });
    if (rows[0] == PAGE && byAgent.size() > 1) {
      byAgent.pollLastEntry();
    }
    return byAgent;
  }

  private record Queued(UUID taskId, int attempt, String type, Instant turn) {}
}
