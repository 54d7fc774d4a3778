package com.geniinow.runtime.command.task;

import static java.util.stream.Collectors.groupingBy;

import com.geniinow.runtime.command.brake.ListedBrakes;
import com.geniinow.runtime.command.brake.RunningReads;
import com.geniinow.runtime.command.brake.StoppedTasks;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Ends what brakes stop and lets it go on, by the tables alone: whoever set or released a brake may
 * have died since.
 */
@Component
class BrakedTasks implements StoppedTasks {
  private static final Logger log = LoggerFactory.getLogger(BrakedTasks.class);
  private static final int BATCH = 500;
  private static final Duration MOST = Duration.ofSeconds(10);
  private static final UUID START = new UUID(0, 0);

  private final JdbcClient system;
  private final ListedBrakes brakes;
  private final RunningReads running;
  private final ManyCommands commands;
  private final FastPath fastPath;
  private final QueueReconciler reconciler;
  private final Now now;
  private volatile UUID last = START;

  BrakedTasks(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      ListedBrakes brakes,
      RunningReads running,
      ManyCommands commands,
      FastPath fastPath,
      QueueReconciler reconciler,
      Now now) {
    this.system = system;
    this.brakes = brakes;
    this.running = running;
    this.commands = commands;
    this.fastPath = fastPath;
    this.reconciler = reconciler;
    this.now = now;
  }

  @Override
  public boolean end(Duration most) {
    var inForce = brakes.inForce();
    if (inForce.isEmpty()) {
      return true;
    }
    var began = System.nanoTime();
    var stopped = running.attempts(inForce);
    if (stopped.isEmpty()) {
      return true;
    }
    commands.send(byAgent(stopped), done -> {}, most);
    var left = running.attempts(inForce);
    var rest = most.minus(Duration.ofNanos(System.nanoTime() - began));
    if (left.isEmpty() || !rest.isPositive()) {
      return left.isEmpty();
    }
    // What fails for one attempt keeps no other of its agent.
    commands.send(
        left.stream().map(attempt -> ending(List.of(attempt))).toList(), done -> {}, rest);
    return running.attempts(inForce).isEmpty();
  }

  private List<EndForBrake> byAgent(List<RunningReads.Attempt> attempts) {
    return attempts.stream()
        .collect(groupingBy(attempt -> attempt.work().agentId()))
        .values()
        .stream()
        .map(this::ending)
        .toList();
  }

  private EndForBrake ending(List<RunningReads.Attempt> ofOne) {
    return new EndForBrake(
        ofOne.getFirst().work().agentId(),
        ofOne.stream().map(a -> new EndForBrake.Running(a.taskId(), a.attempt())).toList(),
        now.get());
  }

  /** What was only queued is put back into Redis, where workers may have dropped it. */
  @Override
  public void goOn() {
    try {
      reserveAnew();
    } catch (RuntimeException e) {
      log.warn("what waits after a brake is left to who looks each second", e);
    }
    Thread.ofVirtual()
        .name("after-brake")
        .start(
            () -> {
              try {
                reconciler.run();
              } catch (RuntimeException e) {
                log.debug("the reconciler comes by itself", e);
              }
            });
  }

  /** The next that wait for room, each in its turn: those who can't go on yet stop nobody else. */
  void reserveAnew() {
    var waiting = waiting(last);
    if (waiting.isEmpty() && !last.equals(START)) {
      waiting = waiting(START);
    }
    last = waiting.size() < BATCH ? START : waiting.getLast().taskId();
    if (waiting.isEmpty()) {
      return;
    }
    var inForce = brakes.inForce();
    commands.send(
        waiting.stream()
            .filter(task -> inForce.stream().noneMatch(brake -> brake.stops(task.work())))
            .map(t -> new GoOnAfterBrake(t.work().agentId(), t.taskId(), t.attempt(), now.get()))
            .toList(),
        gone -> fastPath.tryNow(gone.agentId(), gone.taskId(), gone.attempt()),
        MOST);
  }

  /** Of active agents: those of others wait for their agent. */
  private List<RunningReads.Attempt> waiting(UUID after) {
    return system
        .sql(
            """
            SELECT t.entity_id, t.agent_id, t.type, t.model, t.task_id, t.attempts + 1
            FROM agent_tasks t JOIN agents a ON a.agent_id = t.agent_id AND a.status = 'active'
            WHERE t.braked_attempt IS NOT NULL AND t.status = 'queued' AND t.task_id > ?
            ORDER BY t.task_id LIMIT ?""")
        .param(after)
        .param(BATCH)
        .query(RunningReads::attempt)
        .list();
  }
}
