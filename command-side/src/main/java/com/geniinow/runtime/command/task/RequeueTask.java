package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/** The time of a retry has come; answers whether the task was waiting for it. */
public record RequeueTask(UUID agentId, UUID taskId, int attempt, Instant at)
    implements TaskCommand<Boolean> {}
