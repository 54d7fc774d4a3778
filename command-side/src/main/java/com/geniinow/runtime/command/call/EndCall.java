package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.platform.protocol.ReportedUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ends a model call and charges it, once. A call that was swept meanwhile is corrected.
 *
 * @param model that was called last
 * @param provider that was; null where none was
 * @param said what the provider said of the use; null for nothing
 * @param countedInput our own count of the prompt
 * @param mostInput more input tokens than these can't be true
 * @param countedOutput our own count of what was written
 * @param hiddenOutput whether the model writes what its answer doesn't show
 * @param status {@code ok}, or how it ended otherwise
 * @param latencyMs from the hold to the end
 * @param requestSha256 of the bytes as the client sent them
 * @param responseSha256 of the bytes as the client got them
 */
public record EndCall(
    UUID agentId,
    UUID callId,
    Ending ending,
    String model,
    @Nullable String provider,
    @Nullable ReportedUsage said,
    long countedInput,
    long mostInput,
    long countedOutput,
    boolean hiddenOutput,
    String status,
    long latencyMs,
    @Nullable String requestSha256,
    @Nullable String responseSha256,
    Instant at)
    implements AgentCommand<EndCall.Charged> {
  /** What a call is charged. */
  public enum Ending {
    /** What the provider said; our own count where it said nothing. */
    ANSWERED,
    /** What it said so far, or our own count, whichever is more: it did not come to its end. */
    PARTLY,
    /** The hold: it was sent, and nobody can tell what became of it. */
    UNKNOWN,
    /** Nothing: it was not sent, or refused. */
    NOTHING
  }

  /** What was charged. */
  public record Charged(BigDecimal costUsd) {}

  /** Whoever made it: a call that was made is charged. */
  @Override
  public boolean needsItsCaller() {
    return false;
  }
}
