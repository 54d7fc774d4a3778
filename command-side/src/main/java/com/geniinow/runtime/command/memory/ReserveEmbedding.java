package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds what one embedding call may use.
 *
 * @param holdId the memory or the search that the call is for
 * @param wish what is to be remembered, which takes an active agent; null for a search, which one
 *     that is suspended may make, too
 * @param until when the hold runs out
 */
record ReserveEmbedding(
    UUID agentId,
    UUID holdId,
    @Nullable MemoryWish wish,
    String model,
    long tokens,
    Instant until,
    Instant at)
    implements AgentCommand<ReserveEmbedding.Result> {
  /** Whether the call may be made; a refusal is a result, so that it is recorded. */
  sealed interface Result {}

  /** It may. */
  record Held() implements Result {}

  /** It need not: the same request was answered before. */
  record Replayed(String response) implements Result {}

  /** It need not: the same text is remembered already. */
  record Known(String response) implements Result {}

  /** It may not: there is no room. */
  record Full(Refusal why) implements Result {}

  /**
   * It may not.
   *
   * @param quotaSequence where the refusal stands in the quota's stream
   */
  record OverQuota(UsageRefused why, long quotaSequence) implements Result {}
}
