package com.geniinow.runtime.command.task;

import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;

/** How a redrive ended; refusals are results, so that what they record is committed. */
sealed interface RedriveResult {
  /** The dead-lettered task is queued again. */
  record Redriven() implements RedriveResult {}

  /** The queue has its full depth; nothing was recorded. */
  record QueueFull() implements RedriveResult {}

  /**
   * The quota refused it.
   *
   * @param quotaSequence where the refusal stands in the quota's stream
   */
  record OverQuota(UsageRefused why, long quotaSequence) implements RedriveResult {}
}
