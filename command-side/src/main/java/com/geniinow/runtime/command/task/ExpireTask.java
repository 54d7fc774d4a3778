package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/** A task may have waited for too long; answers whether it was given up for that. */
public record ExpireTask(UUID agentId, UUID taskId, Instant at) implements TaskCommand<Boolean> {}
