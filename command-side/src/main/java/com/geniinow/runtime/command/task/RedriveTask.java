package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/** Queues a dead-lettered task again with a new retry budget, if depth and quota admit it. */
public record RedriveTask(UUID agentId, UUID taskId, String by, Instant at)
    implements TaskCommand<RedriveResult> {}
