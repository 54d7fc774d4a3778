package com.geniinow.runtime.autoscaler;

/**
 * What there is to do at one moment. Suspended agents' tasks count only while they run.
 *
 * @param queued tasks that wait for a worker
 * @param running tasks that a worker has
 * @param usable how many of both could run at once, as each agent has a limit of its own; from
 *     {@code running} to the sum of both
 * @param arrivalsPerSecond tasks submitted per second, lately
 * @param serviceSeconds how long a task runs on average, lately; 0 if nobody knows yet
 */
public record Load(
    long queued, long running, long usable, double arrivalsPerSecond, double serviceSeconds) {
  public Load {
    if (queued < 0 || running < 0 || usable < 0 || arrivalsPerSecond < 0 || serviceSeconds < 0) {
      throw new IllegalArgumentException("a load has no negative figures");
    }
  }
}
