package com.geniinow.runtime.autoscaler;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the load and tells the pool. It remembers nothing itself: whoever looks next, in
 * whichever process, needs the history that the look before gave. One look at a time.
 */
public final class Autoscaler {
  private static final Logger log = LoggerFactory.getLogger(Autoscaler.class);

  private final ScalingPolicy policy;
  private final LoadSource load;
  private final WorkerPool pool;
  private final InstantSource clock;

  public Autoscaler(ScalingPolicy policy, LoadSource load, WorkerPool pool, InstantSource clock) {
    this.policy = policy;
    this.load = load;
    this.pool = pool;
    this.clock = clock;
  }

  /**
   * One look.
   *
   * @throws PoolException when the load or the pool can't be asked; the pool is then left alone
   */
  public Decision look(History history) {
    var now = clock.instant();
    var seen = load.at(now);
    var current = pool.size();
    var decision = policy.decide(now, current, pool.gentle(), seen, history);
    if (decision.workers() != current) {
      log.info("Workers: {} -> {}, for {}", current, decision.workers(), seen);
      pool.resize(decision.workers());
    }
    return decision;
  }
}
