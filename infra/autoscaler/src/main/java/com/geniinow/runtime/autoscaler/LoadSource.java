package com.geniinow.runtime.autoscaler;

import java.time.Instant;

/** Where the load is learnt from. */
@FunctionalInterface
public interface LoadSource {
  /**
   * The load now.
   *
   * @throws PoolException when that can't be learnt now
   */
  Load at(Instant now);
}
