package com.geniinow.runtime.command.task;

import static java.util.stream.Collectors.groupingBy;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.brake.Brake.Work;
import com.geniinow.runtime.command.brake.ListedBrakes;
import com.geniinow.runtime.command.brake.RunningReads;
import com.geniinow.runtime.command.brake.RunningReads.Attempt;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.platform.web.Cursor.TimeAndId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Queues scheduled tasks whose time has come, each agent's in the order of their times. Those that
 * can't go on yet, as their agent's queue is full or a brake stops them, are passed over until the
 * next time round.
 */
@Component
class DueSweep implements RecurringJob {
  static final String NAME = "due-tasks";

  private static final int BATCH = 500;
  private static final Duration MOST = Duration.ofSeconds(10);
  private static final TimeAndId START = new TimeAndId(Instant.EPOCH, new UUID(0, 0));

  private final JdbcClient system;
  private final ListedBrakes brakes;
  private final ManyCommands commands;
  private final FastPath fastPath;
  private final Now now;
  private volatile TimeAndId last = START;

  DueSweep(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      ListedBrakes brakes,
      ManyCommands commands,
      FastPath fastPath,
      Now now) {
    this.system = system;
    this.brakes = brakes;
    this.commands = commands;
    this.fastPath = fastPath;
    this.now = now;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration every() {
    return Duration.ofMillis(500);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byProcess(
            "SELECT run_at FROM agent_tasks WHERE status = 'scheduled' ORDER BY run_at LIMIT 1"));
  }

  @Override
  public void run() {
    var start = now.get();
    List<Waiting> page;
    do {
      page = due(last, start);
      last = page.size() < BATCH ? START : page.getLast().place();
      queue(page);
    } while (page.size() == BATCH && now.get().isBefore(start.plus(MOST)));
  }

  private void queue(List<Waiting> page) {
    if (page.isEmpty()) {
      return;
    }
    var inForce = brakes.inForce();
    var open = open(page.stream().map(due -> due.work().agentId()).distinct().toArray(UUID[]::new));
    var byAgent =
        page.stream()
            .filter(due -> inForce.stream().noneMatch(brake -> brake.stops(due.work())))
            .collect(groupingBy(due -> due.work().agentId()));
    commands.sendInOrder(
        byAgent.values().stream()
            .map(
                tasks ->
                    tasks.stream()
                        .limit(room(open, tasks.getFirst().work().agentId()))
                        .map(t -> new ComeDue(t.work().agentId(), t.place().id(), now.get()))
                        .toList())
            .toList(),
        gone -> fastPath.tryNow(gone.agentId(), gone.taskId(), 1),
        MOST);
  }

  private static long room(Map<UUID, Long> open, UUID agentId) {
    return Math.max(0, Agent.MAX_OPEN_TASKS - open.getOrDefault(agentId, 0L));
  }

  /** Of active agents: those of others wait for their agent. */
  private List<Waiting> due(TimeAndId after, Instant at) {
    return system
        .sql(
            """
            SELECT t.entity_id, t.agent_id, t.type, t.model, t.task_id, 1, t.run_at
            FROM agent_tasks t JOIN agents a ON a.agent_id = t.agent_id AND a.status = 'active'
            WHERE t.status = 'scheduled' AND t.run_at <= ? AND (t.run_at, t.task_id) > (?, ?)
            ORDER BY t.run_at, t.task_id LIMIT ?""")
        .param(at.atOffset(ZoneOffset.UTC))
        .param(after.at().atOffset(ZoneOffset.UTC))
        .param(after.id())
        .param(BATCH)
        .query(
            (row, n) -> {
              Attempt attempt = RunningReads.attempt(row, n);
              var runAt = row.getObject(7, OffsetDateTime.class).toInstant();
              return new Waiting(attempt.work(), new TimeAndId(runAt, attempt.taskId()));
            })
        .list();
  }

  /** How many tasks each agent has open. */
  private Map<UUID, Long> open(UUID[] agents) {
    Map<UUID, Long> open = new HashMap<>();
    system
        .sql(
            """
            SELECT agent_id, count(*) FROM agent_tasks
            WHERE agent_id = ANY (?) AND status IN %s GROUP BY agent_id"""
                .formatted(TaskState.OPEN_IN_SQL))
        .param(agents)
        .query(
            row -> {
              open.put(row.getObject(1, UUID.class), row.getLong(2));
            });
    return open;
  }

  private record Waiting(Work work, TimeAndId place) {}
}
