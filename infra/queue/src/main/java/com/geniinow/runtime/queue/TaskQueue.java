package com.geniinow.runtime.queue;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * The agents' queues, one per agent, worked off in fair turns: each claim takes one job of the next
 * agent that has work and a free slot, whatever the length of its queue.
 *
 * <p>Every method is one atomic round trip, may be called from any thread and throws {@link
 * QueueUnavailableException} when Redis doesn't answer in time. A method that takes a {@link
 * ClaimedJob} returns false, and changes nothing, once the claim no longer holds: its lease ran out
 * and somebody else has the job, it was removed, a later attempt replaced it, or Redis was emptied.
 */
public final class TaskQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskQueue.class);
  private static final String KEEP_LIMIT = "";
  private static final String AT_ITS_TURN = "";
  private static final String HEAD = "head";
  private static final String NOW = "";

  private final StringRedisTemplate redis;
  private final RedisPolicyCheck policy;
  private final List<String> keys;
  private final int keepFinished;
  private final WorkSignal signal;
  private final Supplier<UUID> ids;
  private final QueueScripts scripts = new QueueScripts();
  private final RedisBreaker breaker = new RedisBreaker(TaskQueue::isFailure);

  /**
   * @param ids source of claim tokens
   */
  public TaskQueue(
      StringRedisTemplate redis,
      RedisPolicyCheck policy,
      QueueSettings.Queue settings,
      Supplier<UUID> ids) {
    this.redis = redis;
    this.policy = policy;
    this.keys = List.of(settings.prefix());
    this.keepFinished = settings.keepFinished();
    this.ids = ids;
    this.signal = new WorkSignal(redis.getRequiredConnectionFactory(), settings.prefix());
  }

  /** {@link #add(QueuedTask, Integer)} that leaves the agent's concurrency limit as it is. */
  public boolean add(QueuedTask task) {
    return add(task, null);
  }

  /**
   * Queues a task's attempt in its agent's queue, at its turn. Asking again for an attempt that
   * waits, runs or has just finished does nothing, nor does asking for an earlier one; a later one
   * takes the place of the former.
   *
   * @param concurrencyLimit how many jobs of this agent may run at once from now on, at least 1, or
   *     null to leave that as it is (unlimited at first)
   * @return whether it was queued by this call
   */
  public boolean add(QueuedTask task, @Nullable Integer concurrencyLimit) {
    return add(task, concurrencyLimit, AT_ITS_TURN);
  }

  /** The same at the head, for a task whose worker handed it back: it is the agent's next one. */
  public boolean handBack(QueuedTask task, @Nullable Integer concurrencyLimit) {
    return add(task, concurrencyLimit, HEAD);
  }

  private boolean add(QueuedTask task, @Nullable Integer concurrencyLimit, String end) {
    if (concurrencyLimit != null && concurrencyLimit < 1) {
      throw new IllegalArgumentException(
          "concurrency limit must be at least 1, not " + concurrencyLimit);
    }
    return run(
            scripts.add,
            task.agentId().toString(),
            task.taskId().toString(),
            Integer.toString(task.attempt()),
            task.type(),
            concurrencyLimit == null ? KEEP_LIMIT : concurrencyLimit.toString(),
            task.turn() == null ? NOW : Long.toString(task.turn().toEpochMilli()),
            end)
        == 1;
  }

  /**
   * Leases up to {@code max} jobs to a worker, one per agent's turn.
   *
   * @param worker the worker's name, shown by queue tools
   * @param lease how long the jobs stay the worker's unless renewed; at least 1 ms
   * @return possibly fewer than asked for, empty when there is nothing to do
   */
  public List<ClaimedJob> claim(String worker, int max, Duration lease) {
    return claim(worker, max, lease, WantedWork.ALL, null).jobs();
  }

  /**
   * The same of what is wanted. The order holds among the types that are asked for; what waits
   * before them stays where it is, and so does its agent's turn.
   *
   * @param key of the claim: for as long as the lease, the same key gets the same jobs; null for
   *     none
   */
  public Claim claim(
      String worker, int max, Duration lease, WantedWork wanted, @Nullable String key) {
    if (max < 1) {
      throw new IllegalArgumentException("max must be at least 1, not " + max);
    }
    var token = worker + ":" + ids.get();
    List<String> args = new ArrayList<>();
    args.addAll(List.of(worker, token, millis(lease), Integer.toString(max)));
    args.add(wanted.agentId() == null ? "" : wanted.agentId().toString());
    args.add(key == null ? "" : key);
    args.addAll(wanted.types());
    var flat = run(scripts.claim, args.toArray(String[]::new));
    return new Claim(jobs(flat), !flat.getFirst().equals(token));
  }

  private List<ClaimedJob> jobs(List<String> flat) {
    var token = flat.getFirst();
    List<ClaimedJob> jobs = new ArrayList<>(flat.size() / 3);
    for (var i = 1; i + 2 < flat.size(); i += 3) {
      var attempt = flat.get(i + 2);
      try {
        jobs.add(
            new ClaimedJob(
                UUID.fromString(flat.get(i)),
                UUID.fromString(flat.get(i + 1)),
                attempt.isEmpty() ? 0 : Integer.parseInt(attempt),
                token));
      } catch (IllegalArgumentException e) {
        log.warn("Removing job {} of queue {}: not a task of ours", flat.get(i + 1), flat.get(i));
        run(scripts.remove, flat.get(i), flat.get(i + 1));
      }
    }
    return jobs;
  }

  /** What the last claim with a key got, for as long as its lease; no jobs where there is none. */
  public Claim claimed(String key) {
    var flat = run(scripts.claimed, key);
    return new Claim(flat.isEmpty() ? List.of() : jobs(flat), true);
  }

  /** Lets a key be used anew, unless it has another claim by now than this one. */
  public void forget(String key, Claim claim) {
    if (!claim.jobs().isEmpty()) {
      run(scripts.forget, key, claim.jobs().getFirst().token());
    }
  }

  /** Begins to wait for work; to be closed. */
  public WorkWait listen(WantedWork wanted) {
    return guarded(() -> signal.listen(wanted));
  }

  /** Lets nobody wait any longer, now or later: the process ends. */
  public void endWaits() {
    signal.endAll();
  }

  /** Whether all waits were ended. */
  public boolean isEnded() {
    return signal.isEnded();
  }

  /**
   * Ends jobs whose attempts have ended, whoever had claimed them, and frees their slots.
   *
   * @return how many there were
   */
  public int settle(Collection<EndedAttempt> ended) {
    List<String> args = new ArrayList<>();
    args.add(Integer.toString(keepFinished));
    for (var end : ended) {
      args.add(end.agentId().toString());
      args.add(end.taskId().toString());
      args.add(Integer.toString(end.attempt()));
      args.add(end.ending().state());
      args.add(end.ending().value());
    }
    return ended.isEmpty() ? 0 : Math.toIntExact(run(scripts.settle, args.toArray(String[]::new)));
  }

  /**
   * Leases jobs on to {@code lease} from now whose attempts go on, whoever had claimed them.
   *
   * @return how many there were
   */
  public int extend(Collection<HeldJob> held, Duration lease) {
    List<String> args = new ArrayList<>();
    args.add(millis(lease));
    for (var job : held) {
      args.add(job.agentId().toString());
      args.add(job.taskId().toString());
      args.add(Integer.toString(job.attempt()));
    }
    return held.isEmpty() ? 0 : Math.toIntExact(run(scripts.extend, args.toArray(String[]::new)));
  }

  /** Ends a claimed job and frees its slot. */
  public boolean finish(ClaimedJob job, Ending ending) {
    return owned(
        scripts.finish, job, ending.state(), ending.value(), Integer.toString(keepFinished));
  }

  /** Forgets a claimed job that there is nothing to run for, and frees its slot. */
  public boolean drop(ClaimedJob job) {
    return owned(scripts.drop, job);
  }

  /** Hands a claimed job back unfinished, to be the agent's next one. */
  public boolean release(ClaimedJob job) {
    return owned(scripts.release, job);
  }

  /** Extends a claim's lease to {@code lease} from now; at least 1 ms. */
  public boolean renew(ClaimedJob job, Duration lease) {
    return owned(scripts.renew, job, millis(lease));
  }

  /**
   * Hands up to {@code max} jobs whose lease has run out back to the head of their queues. To be
   * called every few seconds by somebody.
   */
  public List<ReapedJob> reap(int max) {
    var flat = run(scripts.reap, Integer.toString(max));
    List<ReapedJob> jobs = new ArrayList<>(flat.size() / 3);
    for (var i = 0; i + 2 < flat.size(); i += 3) {
      jobs.add(new ReapedJob(flat.get(i), flat.get(i + 1), count(flat.get(i + 2))));
    }
    return jobs;
  }

  /**
   * Deletes a task's job in whatever state it is, also a running one.
   *
   * @return whether there was one
   */
  public boolean remove(UUID agentId, UUID taskId) {
    return run(scripts.remove, agentId.toString(), taskId.toString()) == 1;
  }

  /**
   * Notices what other tools did to these queues: jobs added, retried or resumed, slots freed,
   * workers that died.
   *
   * @param agentIds a few hundred per call
   * @return how many agents got back their place in the turns
   */
  public int reconcile(Collection<UUID> agentIds) {
    if (agentIds.isEmpty()) {
      return 0;
    }
    var queues = agentIds.stream().map(UUID::toString).toArray(String[]::new);
    return Math.toIntExact(run(scripts.reconcile, queues));
  }

  /** Redis counts further than an int does. */
  private static int count(String digits) {
    return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(digits));
  }

  /** How much an agent's queue holds. */
  public QueueDepth depth(UUID agentId) {
    var counts = run(scripts.depth, agentId.toString());
    return new QueueDepth(count(counts.get(0)), count(counts.get(1)));
  }

  /** The tasks that wait in an agent's queue or are held by a worker. */
  public Set<UUID> snapshot(UUID agentId) {
    Set<UUID> present = new LinkedHashSet<>();
    for (String id : run(scripts.snapshot, agentId.toString())) {
      try {
        present.add(UUID.fromString(id));
      } catch (IllegalArgumentException ignored) {
        // Another tool's job: no task of ours.
      }
    }
    return present;
  }

  /** Ends all waits, and closes their connection. */
  @Override
  public void close() {
    signal.close();
  }

  private boolean owned(RedisScript<Long> script, ClaimedJob job, String... more) {
    List<String> args = new ArrayList<>();
    args.add(job.agentId().toString());
    args.add(job.taskId().toString());
    args.add(job.token());
    args.addAll(List.of(more));
    return run(script, args.toArray(String[]::new)) == 1;
  }

  private <T> T run(RedisScript<T> script, String... args) {
    return guarded(() -> redis.execute(script, keys, (Object[]) args));
  }

  private <T> T guarded(Supplier<@Nullable T> operation) {
    try {
      var answer =
          breaker.ask(
              () -> {
                policy.checkOnce();
                return operation.get();
              });
      if (answer == null) {
        throw new QueueUnavailableException("Redis gave no answer");
      }
      return answer;
    } catch (CallNotPermittedException e) {
      throw new QueueUnavailableException("The task queue could not be reached a moment ago");
    } catch (DataAccessException e) {
      throw new QueueUnavailableException(
          isFailure(e)
              ? "The task queue can't be reached"
              : "Redis refuses what the task queue asks",
          e);
    }
  }

  /** An error that Redis answers is an answer. */
  private static boolean isFailure(Throwable thrown) {
    return thrown instanceof DataAccessException e
        && !(e.getMostSpecificCause() instanceof RedisCommandExecutionException);
  }

  private static String millis(Duration duration) {
    return Long.toString(Math.max(1, duration.toMillis()));
  }
}
