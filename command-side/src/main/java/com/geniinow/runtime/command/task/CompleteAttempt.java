package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import com.geniinow.runtime.events.Json;
import java.time.Instant;
import java.util.UUID;

/** A worker reports a result; answers whether the attempt still counted. */
public record CompleteAttempt(
    UUID agentId, UUID taskId, int attempt, Json result, UsageReport usage, Instant at)
    implements TaskCommand<Boolean> {}
