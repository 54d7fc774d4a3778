package com.geniinow.runtime.command.metric;

import java.util.List;

/**
 * Figures of one moment; of agents the highest only.
 *
 * @param erasureAge for how many seconds the longest of the erasures has been under way that no
 *     legal hold stands in the way of; 0 where there is none
 */
record Reading(
    List<OfOne> tokens,
    List<OfOne> storage,
    List<OfOne> queues,
    double openTasks,
    List<OfOne> processorLag,
    double erasureAge) {
  /** Before the first look. */
  static final Reading NONE = new Reading(List.of(), List.of(), List.of(), 0, List.of(), 0);

  /** The figure of an agent or a processor. */
  record OfOne(String name, double figure) {}
}
