package com.geniinow.runtime.benchmarks;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Submissions to so many agents in turn, each round with fresh ones, because an agent takes 100
 * open tasks and nobody works them off here.
 */
final class Rounds implements Supplier<byte[]> {
  /** The depth of an agent's queue. */
  static final int TASKS_PER_AGENT = 100;

  private final List<byte[]> requests;
  private final int agentsPerRound;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param requests one for each agent of all rounds
   */
  Rounds(List<byte[]> requests, int agentsPerRound) {
    this.requests = requests;
    this.agentsPerRound = agentsPerRound;
  }

  @Override
  public byte[] get() {
    var n = next.getAndIncrement();
    int perRound = agentsPerRound * TASKS_PER_AGENT;
    int agent = n / perRound * agentsPerRound + n % agentsPerRound;
    if (agent >= requests.size()) {
      throw new IllegalStateException("all agents are full: give a larger --rate");
    }
    return requests.get(agent);
  }
}
