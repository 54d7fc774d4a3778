package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds what one embedding call may use.
 *
 * @param holdId the memory or the search that the call is for
 * @param storing whether the text is to be remembered, which takes an active agent
 * @param taskId the agent's task that it belongs to
 * @param until when the hold runs out
 * @param key of the request, if it has one; null for a search
 */
record ReserveEmbedding(
    UUID agentId,
    UUID holdId,
    boolean storing,
    @Nullable UUID taskId,
    String model,
    long tokens,
    Instant until,
    @Nullable RequestKey key,
    Instant at)
    implements AgentCommand<ReserveEmbedding.Result> {
  /** Whether the call may be made; a refusal is a result, so that it is recorded. */
  sealed interface Result {}

  /** It may. */
  record Held() implements Result {}

  /** It need not: the same request was answered before. */
  record Replayed(String response) implements Result {}

  /**
   * It may not.
   *
   * @param quotaSequence where the refusal stands in the quota's stream
   */
  record OverQuota(UsageRefused why, long quotaSequence) implements Result {}
}
