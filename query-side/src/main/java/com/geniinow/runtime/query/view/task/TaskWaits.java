package com.geniinow.runtime.query.view.task;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.work.TaskEnds;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Requests that wait for tasks to end, each on its virtual thread, with neither a platform thread
 * nor a connection. A commit of this process wakes them at once. What other processes commit is
 * found by {@link TaskLookout}, by one query for all, a second later at most.
 */
@Component
public class TaskWaits implements TaskEnds {
  /** Requests that wait for tasks of one agent at most, in this process. */
  static final int MOST_OF_AN_AGENT = 100;

  /** Of all agents together. */
  static final int MOST = 10_000;

  /** How often it is looked whether who asked is still there: the place is free after that. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration SHORTLY = Duration.ofSeconds(1);

  private final TaskLookout lookout;
  private final Map<UUID, Set<Waiting>> byTask = new ConcurrentHashMap<>();
  private final Map<UUID, Integer> byAgent = new HashMap<>();
  private int all;
  private volatile boolean closed;

  TaskWaits(TaskLookout lookout) {
    this.lookout = lookout;
  }

  /**
   * Begins to listen; what commits from now on is heard.
   *
   * @throws ProblemException 429 where as many wait as may
   */
  Waiting begin(UUID agentId, UUID taskId) {
    enter(agentId);
    var waiting = new Waiting(agentId, taskId);
    byTask.compute(
        taskId,
        (id, others) -> {
          var waiters = others == null ? ConcurrentHashMap.<Waiting>newKeySet() : others;
          waiters.add(waiting);
          return waiters;
        });
    if (closed) {
      waiting.woken.countDown();
    }
    lookout.look(this::waitedFor, this);
    return waiting;
  }

  private synchronized void enter(UUID agentId) {
    int ofAgent = byAgent.getOrDefault(agentId, 0);
    if (ofAgent >= MOST_OF_AN_AGENT || all >= MOST) {
      throw ProblemException.rateLimited(
          "As many requests wait for tasks as may: %d for those of one agent."
              .formatted(MOST_OF_AN_AGENT),
          SHORTLY);
    }
    byAgent.put(agentId, ofAgent + 1);
    all++;
  }

  private synchronized void leave(UUID agentId) {
    byAgent.computeIfPresent(agentId, (id, number) -> number == 1 ? null : number - 1);
    all--;
  }

  /** The tasks that somebody waits for. */
  private List<UUID> waitedFor() {
    return List.copyOf(byTask.keySet());
  }

  @Override
  public void ended(Collection<UUID> taskIds) {
    for (var taskId : taskIds) {
      byTask.getOrDefault(taskId, Set.of()).forEach(waiting -> waiting.woken.countDown());
    }
  }

  /** A process that is to end answers everybody, and nobody waits any more. */
  @EventListener(ContextClosedEvent.class)
  void close() {
    closed = true;
    ended(waitedFor());
  }

  /** How many wait, for tests. */
  synchronized int waiting() {
    return all;
  }

  /** One request that waits; to be closed. */
  final class Waiting implements AutoCloseable {
    private final UUID agentId;
    private final UUID taskId;
    private final CountDownLatch woken = new CountDownLatch(1);

    private Waiting(UUID agentId, UUID taskId) {
      this.agentId = agentId;
      this.taskId = taskId;
    }

    /** Comes back when the task has ended, after that time, or soon after who asked has gone. */
    void await(Duration longest, BooleanSupplier isGone) {
      try {
        var left = longest;
        while (left.isPositive() && !isGone.getAsBoolean()) {
          var step = left.compareTo(LOOK) < 0 ? left : LOOK;
          if (woken.await(step.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
          left = left.minus(step);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ProblemException.unavailable("The request was interrupted.");
      }
    }

    @Override
    public void close() {
      byTask.computeIfPresent(
          taskId,
          (id, waiters) -> {
            waiters.remove(this);
            return waiters.isEmpty() ? null : waiters;
          });
      leave(agentId);
    }
  }
}
