package com.geniinow.runtime.command.worker;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.task.HandBack;
import com.geniinow.runtime.command.task.ReleaseAttempt;
import com.geniinow.runtime.command.task.StartAttempt;
import com.geniinow.runtime.command.task.Started;
import com.geniinow.runtime.command.task.TaskSettings;
import com.geniinow.runtime.platform.problem.Outages;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Ownership;
import com.geniinow.runtime.platform.security.Ownership.TaskOwner;
import com.geniinow.runtime.queue.Claim;
import com.geniinow.runtime.queue.ClaimedJob;
import com.geniinow.runtime.queue.QueueUnavailableException;
import com.geniinow.runtime.queue.TaskQueue;
import com.geniinow.runtime.queue.WorkWait;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Takes jobs from the queues and starts their attempts. Between the two, and until somebody heard
 * of a start, a lease makes up for whoever dies: the queue's before, the attempt's after.
 */
@Component
class Claims {
  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  /** Payloads in one answer; a payload alone is far smaller. */
  static final int MOST_BYTES = 4 << 20;

  /** What a task is beside its payload, about. */
  private static final int BESIDE_PAYLOAD = 1_000; // bytes

  /** How long a job may wait for its start; longer than its agent's turn is waited for. */
  private static final Duration CLAIM_LEASE = Duration.ofSeconds(30);

  /** Work that other tools queued, or whose sign was lost, is found by who looks. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** After a claim of which nothing could be started. */
  private static final Duration BUSY = Duration.ofMillis(100);

  private final TaskQueue queue;
  private final AgentLine line;
  private final AgentTurns turns;
  private final ClaimReads reads;
  private final HandBack handBack;
  private final Ownership ownership;
  private final Duration lease;
  private final Now now;

  Claims(
      TaskQueue queue,
      AgentLine line,
      AgentTurns turns,
      ClaimReads reads,
      HandBack handBack,
      Ownership ownership,
      TaskSettings settings,
      Now now) {
    this.queue = queue;
    this.line = line;
    this.turns = turns;
    this.reads = reads;
    this.handBack = handBack;
    this.ownership = ownership;
    this.lease = settings.lease();
    this.now = now;
  }

  /** Who waits for work is answered at once when the process ends. */
  @EventListener(ContextClosedEvent.class)
  void end() {
    queue.endWaits();
  }

  /**
   * Claims, and waits for the first.
   *
   * @param isGone whether nobody is left to hear the answer
   * @return started attempts; none when the time ran out
   * @throws ProblemException 503 while the queues can't be reached
   */
  List<Started> claim(ClaimWish wish, BooleanSupplier isGone) {
    try {
      if (wish.patience().isZero()) {
        return heard(wish, once(wish, true), isGone);
      }
      try (var wait = queue.listen(wish.wanted())) {
        return waiting(wish, isGone, wait);
      }
    } catch (QueueUnavailableException e) {
      log.debug("nothing can be claimed: {}", e.getMessage());
      throw ProblemException.unavailable("The task queues can't be reached; nothing was claimed.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private List<Started> waiting(ClaimWish wish, BooleanSupplier isGone, WorkWait wait)
      throws InterruptedException {
    var end = System.nanoTime() + wish.patience().toNanos();
    for (var isFirst = true; !isGone.getAsBoolean(); isFirst = false) {
      var found = once(wish, isFirst);
      if (!found.started.isEmpty()) {
        return heard(wish, found, isGone);
      }
      var left = Duration.ofNanos(end - System.nanoTime());
      if (!left.isPositive() || queue.isEnded()) {
        return List.of();
      }
      var most = found.isEmpty() ? LOOK : BUSY;
      wait.await(left.compareTo(most) < 0 ? left : most);
    }
    return List.of();
  }

  /** What nobody hears of goes back, unless its key says that it will be asked for again. */
  private List<Started> heard(ClaimWish wish, Found found, BooleanSupplier isGone) {
    if (wish.key() == null && !found.started.isEmpty() && isGone.getAsBoolean()) {
      found.started.forEach(started -> giveBack(wish, started));
      return List.of();
    }
    return found.started;
  }

  private void giveBack(ClaimWish wish, Started started) {
    var task = started.task();
    try {
      var released =
          line.send(
              new ReleaseAttempt(
                  task.agentId(),
                  task.taskId(),
                  started.attempt(),
                  null,
                  wish.by(),
                  null,
                  now.get()));
      handBack.tryNow(task.agentId(), task.taskId(), released);
    } catch (RuntimeException e) {
      log.debug("task {} is left to its lease: {}", task.taskId(), e.getMessage());
    }
  }

  /**
   * What one look found.
   *
   * @param isEmpty whether there was nothing to start
   */
  private record Found(List<Started> started, boolean isEmpty) {}

  /**
   * Looks for work.
   *
   * @param isFirst whether the key may have been asked for before this request; what others claim
   *     under it meanwhile, the queue answers
   */
  private Found once(ClaimWish wish, boolean isFirst) {
    var key = wish.key();
    if (key != null && isFirst) {
      // In this order: of whom the second shows one that was started, the first shows all that were
      // claimed with it.
      var held = reads.held(key);
      var claimed = queue.claimed(key);
      var again = start(wish, union(within(claimed.jobs()), held), true);
      if (!again.isEmpty()) {
        return new Found(again, false);
      }
      queue.forget(key, claimed);
    }
    var claim = queue.claim(wish.workerId(), wish.max(), CLAIM_LEASE, wish.wanted(), key);
    var jobs = within(claim.jobs());
    if (!claim.isRepeated()) {
      release(claim, jobs.size());
    }
    return new Found(start(wish, jobs, claim.isRepeated()), claim.jobs().isEmpty());
  }

  /** Those that are asked for again, each once. */
  private static List<ClaimedJob> union(List<ClaimedJob> claimed, List<ClaimedJob> held) {
    Map<UUID, ClaimedJob> all = new LinkedHashMap<>();
    claimed.forEach(job -> all.put(job.taskId(), job));
    held.forEach(job -> all.merge(job.taskId(), job, (one, other) -> other));
    return List.copyOf(all.values());
  }

  /** As many of them, from the first, as one answer takes. */
  private List<ClaimedJob> within(List<ClaimedJob> jobs) {
    if (jobs.size() < 2) {
      return jobs;
    }
    var bytes = reads.payloadBytes(jobs.stream().map(ClaimedJob::taskId).toList());
    long sum = 0;
    for (var n = 0; n < jobs.size(); n++) {
      sum += BESIDE_PAYLOAD + bytes.getOrDefault(jobs.get(n).taskId(), 0);
      if (n > 0 && sum > MOST_BYTES) {
        return jobs.subList(0, n);
      }
    }
    return jobs;
  }

  /** The last first, so that each agent's are in their order again. */
  private void release(Claim claim, int first) {
    for (var job : claim.jobs().subList(first, claim.jobs().size()).reversed()) {
      settle(() -> queue.release(job));
    }
  }

  private List<Started> start(ClaimWish wish, List<ClaimedJob> jobs, boolean isRepeated) {
    if (jobs.isEmpty()) {
      return List.of();
    }
    var outage = new RuntimeException[1];
    var started =
        turns
            .each(
                jobs,
                ClaimedJob::agentId,
                job -> new Start(startOne(wish, job, isRepeated, outage)))
            .stream()
            .map(Start::started)
            .filter(Objects::nonNull)
            .toList();
    if (started.isEmpty() && outage[0] != null) {
      throw outage[0];
    }
    return started;
  }

  private record Start(@Nullable Started started) {}

  /** Starts one, or settles its claim. */
  private @Nullable Started startOne(
      ClaimWish wish, ClaimedJob job, boolean isRepeated, RuntimeException[] outage) {
    try {
      var started =
          line.send(
              new StartAttempt(
                  job.agentId(),
                  job.taskId(),
                  wish.workerId(),
                  wish.key(),
                  wish.key() == null ? 0 : job.attempt(),
                  wish.by(),
                  now.get()));
      remember(started.task().taskId(), started.task().agentId());
      return Started.of(started, lease.toSeconds());
    } catch (RefusedException e) {
      var refusal = e.refusal();
      if (refusal instanceof Refusal.NotLetIn) {
        outage[0] = e;
      }
      if (!isRepeated) {
        var mayComeAgain = refusal.isPassing() || refusal instanceof Refusal.NotLetIn;
        settle(() -> mayComeAgain ? queue.release(job) : queue.drop(job));
      }
      return null;
    } catch (RuntimeException e) {
      var isOutage = Outages.isOutage(e);
      if (isOutage) {
        outage[0] = e;
      } else {
        // Of this task alone: others are not to wait for it. It is queued again by and by.
        log.warn("task {} can't be started", job.taskId(), e);
      }
      if (!isRepeated) {
        settle(() -> isOutage ? queue.release(job) : queue.drop(job));
      }
      return null;
    }
  }

  /** Its worker reports soon, most of the time to this process. It is started whatever fails. */
  private void remember(UUID taskId, UUID agentId) {
    try {
      ownership
          .entityOfAgent(agentId)
          .ifPresent(entity -> ownership.remember(taskId, new TaskOwner(agentId, entity)));
    } catch (RuntimeException e) {
      log.debug("whose task {} is will be looked up: {}", taskId, e.getMessage());
    }
  }

  /** Redis is told as a courtesy: what it doesn't hear, leases and reconciling make up for. */
  private static void settle(BooleanSupplier operation) {
    try {
      if (!operation.getAsBoolean()) {
        log.debug("Redis no longer holds the claim");
      }
    } catch (QueueUnavailableException e) {
      log.debug("Redis was not told: {}", e.getMessage());
    }
  }
}
