package com.geniinow.runtime.autoscaler;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the load and tells the pool, one look at a time. One process should do this for a pool;
 * two at once would agree on the number but have shorter memories.
 */
public final class Autoscaler {
  private static final Logger log = LoggerFactory.getLogger(Autoscaler.class);

  private final ScalingPolicy policy;
  private final LoadSource load;
  private final WorkerPool pool;
  private final InstantSource clock;
  private History history = History.NONE;

  public Autoscaler(ScalingPolicy policy, LoadSource load, WorkerPool pool, InstantSource clock) {
    this.policy = policy;
    this.load = load;
    this.pool = pool;
    this.clock = clock;
  }

  /**
   * One look.
   *
   * @return the workers that the pool should now have
   * @throws PoolException when the load or the pool can't be asked; the pool is then left alone
   */
  public synchronized int look() {
    var now = clock.instant();
    var seen = load.at(now);
    int current = pool.size();
    var decision = policy.decide(now, current, pool.gentle(), seen, history);
    if (decision.workers() != current) {
      log.info("Workers: {} -> {}, for {}", current, decision.workers(), seen);
      pool.resize(decision.workers());
    }
    history = decision.history();
    return decision.workers();
  }
}
