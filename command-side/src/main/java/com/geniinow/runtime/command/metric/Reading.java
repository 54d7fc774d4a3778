package com.geniinow.runtime.command.metric;

import java.util.List;

/** Figures of one moment; of agents the highest only. */
record Reading(
    List<OfOne> tokens,
    List<OfOne> storage,
    List<OfOne> queues,
    double openTasks,
    List<OfOne> processorLag) {
  /** Before the first look. */
  static final Reading NONE = new Reading(List.of(), List.of(), List.of(), 0, List.of());

  /** The figure of an agent or a processor. */
  record OfOne(String name, double figure) {}
}
