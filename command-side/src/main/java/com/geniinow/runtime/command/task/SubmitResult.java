package com.geniinow.runtime.command.task;

import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a submission ended; refusals are results, so that what they record is committed. */
public sealed interface SubmitResult {
  /**
   * It is taken.
   *
   * @param turn when its turn is among the queued tasks of its agent, if it is queued
   * @param concurrency how many of them its metadata lets run at once; null where it says nothing
   */
  record Accepted(SubmittedTask task, Instant turn, @Nullable Integer concurrency)
      implements SubmitResult {}

  /** The same request was accepted before. */
  record Replayed(String response) implements SubmitResult {}

  /**
   * There is no place for it; nothing was recorded.
   *
   * @param limit as many open, or scheduled, tasks as an agent may have
   */
  record QueueFull(int limit) implements SubmitResult {}

  /**
   * The quota refused it.
   *
   * @param quotaSequence where the refusal stands in the quota's stream
   */
  record OverQuota(UsageRefused why, long quotaSequence) implements SubmitResult {}
}
