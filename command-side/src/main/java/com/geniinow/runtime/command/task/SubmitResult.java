package com.geniinow.runtime.command.task;

import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;

/** How a submission ended; refusals are results, so that what they record is committed. */
public sealed interface SubmitResult {
  /** It is queued. */
  record Accepted(SubmittedTask task) implements SubmitResult {}

  /** The same request was accepted before. */
  record Replayed(String response) implements SubmitResult {}

  /** The queue has its full depth; nothing was recorded. */
  record QueueFull() implements SubmitResult {}

  /**
   * The quota refused it.
   *
   * @param quotaSequence where the refusal stands in the quota's stream
   */
  record OverQuota(UsageRefused why, long quotaSequence) implements SubmitResult {}
}
