package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.command.line.RequestHash;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Corrects what was counted, in a person's name; answers the correction, or the one of the first
 * request with the same key.
 *
 * @param key idempotency key of the request, if it has one
 */
record CorrectUsage(
    UUID agentId,
    Correction correction,
    @Nullable String key,
    RequestHash requestHash,
    String by,
    Instant at)
    implements AgentCommand<CorrectUsage.Result> {
  /**
   * The correction that was made.
   *
   * @param replayed whether by an earlier request
   */
  record Result(UUID correctionId, boolean replayed) {}
}
