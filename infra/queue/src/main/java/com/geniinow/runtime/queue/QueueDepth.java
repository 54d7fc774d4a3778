package com.geniinow.runtime.queue;

/**
 * How much one agent's queue holds.
 *
 * @param waiting jobs that wait for a worker, paused ones included
 * @param active jobs that a worker holds
 */
public record QueueDepth(int waiting, int active) {
  /** Waiting and active together. */
  public int total() {
    return waiting + active;
  }
}
