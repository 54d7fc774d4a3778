package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/** A worker says that an attempt still runs. */
public record Heartbeat(UUID agentId, UUID taskId, int attempt, Instant at)
    implements TaskCommand<Void> {}
