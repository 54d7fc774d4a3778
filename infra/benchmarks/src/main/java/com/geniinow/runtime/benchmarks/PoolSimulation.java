package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.autoscaler.History;
import com.geniinow.runtime.autoscaler.Load;
import com.geniinow.runtime.autoscaler.ScalingPolicy;
import com.geniinow.runtime.autoscaler.ScalingSettings;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Agents, workers and the policy, second by second, with no clock but its own. Every task is taken
 * by a worker with a free slot as soon as its agent's limit lets it; a worker takes work only some
 * seconds after it was asked for.
 */
final class PoolSimulation {
  private static final int LOOK_EVERY = 10;
  private static final int LATELY = 60;
  private static final Instant EPOCH = Instant.EPOCH;

  private final ScalingSettings settings;
  private final ScalingPolicy policy;
  private final boolean gentle;
  private final int startSeconds;
  private final int agentLimit;
  private final int[] waiting;
  private final int[] runningOf;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Task> running = new ArrayList<>();
  private final Deque<Integer> arrivals = new ArrayDeque<>();
  private final Deque<Task> ended = new ArrayDeque<>();
  private final List<Moment> moments = new ArrayList<>();
  private final Deque<Integer> lengths = new ArrayDeque<>();
  private History history = History.NONE;
  private int nextAgent;
  private int killed;

  private static final class Worker {
    final int readyAt;
    boolean leaving;
    int busy;

    Worker(int readyAt) {
      this.readyAt = readyAt;
    }
  }

  private record Task(int agent, int begun, int endsAt, Worker worker) {}

  /** What was seen in one second. */
  record Moment(int second, int queued, int running, int workers) {}

  /**
   * @param gentle whether workers that go end their tasks first
   * @param startSeconds from asking for a worker until it takes work
   */
  PoolSimulation(
      ScalingSettings settings, boolean gentle, int startSeconds, int agents, int agentLimit) {
    this.settings = settings;
    this.policy = new ScalingPolicy(settings);
    this.gentle = gentle;
    this.startSeconds = startSeconds;
    this.agentLimit = agentLimit;
    this.waiting = new int[agents];
    this.runningOf = new int[agents];
    workers.add(new Worker(0));
  }

  /** One second in which so many tasks arrive, to run for so long each. */
  void second(int second, int arriving, int taskSeconds) {
    for (var i = 0; i < arriving; i++) {
      waiting[nextAgent++ % waiting.length]++;
      arrivals.add(second);
      lengths.add(taskSeconds);
    }
    finish(second);
    take(second);
    if (second % LOOK_EVERY == 0) {
      look(second);
    }
    moments.add(new Moment(second, queued(), running.size(), size()));
  }

  private void finish(int second) {
    for (Task task : List.copyOf(running)) {
      if (task.endsAt() <= second) {
        running.remove(task);
        ended.add(task);
        leave(task);
      }
    }
    workers.removeIf(worker -> worker.leaving && worker.busy == 0);
  }

  private void leave(Task task) {
    task.worker().busy--;
    runningOf[task.agent()]--;
  }

  private void take(int second) {
    for (Worker worker : workers) {
      if (worker.leaving || worker.readyAt > second) {
        continue;
      }
      for (var i = 0; i < waiting.length && worker.busy < settings.tasksPerWorker(); i++) {
        while (waiting[i] > 0
            && runningOf[i] < agentLimit
            && worker.busy < settings.tasksPerWorker()) {
          waiting[i]--;
          runningOf[i]++;
          worker.busy++;
          running.add(new Task(i, second, second + lengths.remove(), worker));
        }
      }
    }
  }

  private void look(int second) {
    var now = EPOCH.plusSeconds(second);
    var current = size();
    var decision = policy.decide(now, current, gentle, load(second), history);
    history = decision.history();
    for (int i = current; i < decision.workers(); i++) {
      workers.add(new Worker(second + startSeconds));
    }
    for (var i = decision.workers(); i < current; i++) {
      var last = workers.stream().filter(worker -> !worker.leaving).reduce((a, b) -> b).get();
      last.leaving = true;
      if (!gentle) {
        kill(last);
      }
    }
  }

  private void kill(Worker worker) {
    for (Task task : List.copyOf(running)) {
      if (task.worker() == worker) {
        killed++;
        running.remove(task);
        leave(task);
      }
    }
    workers.remove(worker);
  }

  /** What the tables of record would tell. */
  private Load load(int second) {
    while (!arrivals.isEmpty() && arrivals.peek() <= second - LATELY) {
      arrivals.remove();
    }
    while (!ended.isEmpty() && ended.peek().endsAt() <= second - LATELY) {
      ended.remove();
    }
    var usable = 0;
    for (var i = 0; i < waiting.length; i++) {
      usable += Math.max(runningOf[i], Math.min(agentLimit, waiting[i] + runningOf[i]));
    }
    double spent =
        running.stream().mapToInt(task -> second - task.begun()).sum()
            + ended.stream().mapToInt(task -> task.endsAt() - task.begun()).sum();
    return new Load(
        queued(),
        running.size(),
        usable,
        arrivals.size() / (double) LATELY,
        spent / Math.max(1, ended.size()));
  }

  private int queued() {
    return java.util.Arrays.stream(waiting).sum();
  }

  private int size() {
    return (int) workers.stream().filter(worker -> !worker.leaving).count();
  }

  List<Moment> moments() {
    return moments;
  }

  /** Tasks that ran on a worker that was taken away. */
  int killed() {
    return killed;
  }
}
