package com.geniinow.runtime.query.view.quota;

import java.util.UUID;
import java.util.function.Supplier;

/**
 * Quotas as they are shown, kept between reads. For display alone: it refuses and admits nothing.
 *
 * <p>A read that begins after {@link #changed} has returned shows that change: what a slower reader
 * had read before it is not kept. Only where a change could not reach Redis may another process
 * show the old state, for {@link #KEPT} at most.
 */
public interface QuotaDisplay {
  /** The longest that anything is kept. */
  java.time.Duration KEPT = java.time.Duration.ofSeconds(60);

  /**
   * What is kept for an agent, or else what {@code fresh} reads, which then is kept.
   *
   * @param fresh reads committed state; JSON text. What it throws is thrown on, nothing is kept
   */
  String read(UUID agentId, Supplier<String> fresh);

  /** Forgets what is kept for an agent; called after the commit that changed it. Never throws. */
  void changed(UUID agentId);
}
