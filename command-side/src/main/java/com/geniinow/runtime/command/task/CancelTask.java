package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/** Withdraws an open task. */
public record CancelTask(UUID agentId, UUID taskId, String reason, String by, Instant at)
    implements TaskCommand<Void> {}
