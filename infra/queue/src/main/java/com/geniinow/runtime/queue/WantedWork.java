package com.geniinow.runtime.queue;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody would claim.
 *
 * @param agentId of the one agent whose queue is looked at; null for whoever's turn it is
 * @param types of tasks; empty for all
 */
public record WantedWork(@Nullable UUID agentId, Set<String> types) {
  /** Whatever there is. */
  public static final WantedWork ALL = new WantedWork(null, Set.of());

  public WantedWork {
    types = Set.copyOf(types);
  }

  /** Whether a queue that holds jobs of these types is worth a look. */
  boolean isIn(String queue, Set<String> inQueue) {
    return (agentId == null || agentId.toString().equals(queue))
        && (types.isEmpty() || types.stream().anyMatch(inQueue::contains));
  }
}
