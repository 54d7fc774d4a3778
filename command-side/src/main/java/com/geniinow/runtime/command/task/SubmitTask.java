package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.TaskLimits;
import com.geniinow.runtime.command.line.RequestHash;
import com.geniinow.runtime.command.line.TaskCommand;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Json;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Queues a task if the quota admits it.
 *
 * @param estimatedTokens the most tokens one attempt may use
 * @param limits what binds it beside the quota
 * @param planned when it is to run, and how
 * @param labels what it is found by
 * @param payloadSha256 of the payload's RFC 8785 form, in hexadecimal
 * @param requestHash tells the same request from another one with the same key
 * @param unfit why its type's schema does not take the payload, if not: one that was taken in
 *     before there was the schema is answered as it was; null where it does
 * @param callbackUrl who is called when it ends; null for nobody
 */
public record SubmitTask(
    UUID agentId,
    UUID taskId,
    String type,
    Json payload,
    @Nullable String model,
    long estimatedTokens,
    TaskLimits limits,
    Map<String, String> labels,
    String payloadSha256,
    @Nullable String idempotencyKey,
    RequestHash requestHash,
    Refusal.@Nullable PayloadUnfit unfit,
    Instant at,
    Planned planned,
    @Nullable String callbackUrl)
    implements TaskCommand<SubmitResult> {
  /** The same under another id. */
  public SubmitTask as(UUID id) {
    return new SubmitTask(
        agentId,
        id,
        type,
        payload,
        model,
        estimatedTokens,
        limits,
        labels,
        payloadSha256,
        idempotencyKey,
        requestHash,
        unfit,
        at,
        planned,
        callbackUrl);
  }
}
