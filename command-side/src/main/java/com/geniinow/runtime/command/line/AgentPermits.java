package com.geniinow.runtime.command.line;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One permit per agent in this process. Those who wait here hold no pooled connection, so one busy
 * agent cannot drain the pool. Between processes PostgreSQL's advisory lock does the same work.
 */
public final class AgentPermits {
  private final ConcurrentHashMap<UUID, Permit> permits = new ConcurrentHashMap<>();
  private final Duration patience;

  /**
   * @param patience the longest wait for a turn
   */
  public AgentPermits(Duration patience) {
    this.patience = patience;
  }

  /**
   * Runs work while holding the agent's permit, in the order of arrival.
   *
   * @throws RefusedException when the turn did not come in time
   */
  public <R> R holding(UUID agentId, Supplier<R> work) {
    var permit = permits.compute(agentId, (id, p) -> (p == null ? new Permit() : p).join());
    try {
      if (!permit.semaphore.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Refusal.AgentBusy().exception();
      }
      try {
        return work.get();
      } finally {
        permit.semaphore.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal.Interrupted().exception();
    } finally {
      permits.computeIfPresent(agentId, (id, p) -> p.leave());
    }
  }

  /** How many agents somebody waits or works for. */
  int size() {
    return permits.size();
  }

  /** Counted inside the map's own atomic updates, so that it goes when the last one leaves. */
  private static final class Permit {
    private final Semaphore semaphore = new Semaphore(1, true);
    private int users;

    Permit join() {
      users++;
      return this;
    }

    @org.jspecify.annotations.Nullable Permit leave() {
      return --users == 0 ? null : this;
    }
  }
}
