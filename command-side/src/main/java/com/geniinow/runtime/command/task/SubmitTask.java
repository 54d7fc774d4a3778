package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.TaskLimits;
import com.geniinow.runtime.command.line.RequestHash;
import com.geniinow.runtime.command.line.TaskCommand;
import com.geniinow.runtime.events.Json;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Queues a task if the quota admits it.
 *
 * @param estimatedTokens the most tokens one attempt may use
 * @param limits what binds it beside the quota
 * @param requestHash tells the same request from another one with the same key
 */
public record SubmitTask(
    UUID agentId,
    UUID taskId,
    String type,
    Json payload,
    @Nullable String model,
    long estimatedTokens,
    TaskLimits limits,
    @Nullable String idempotencyKey,
    RequestHash requestHash,
    Instant at)
    implements TaskCommand<SubmitResult> {}
