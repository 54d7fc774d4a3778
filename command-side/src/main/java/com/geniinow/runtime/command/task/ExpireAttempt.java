package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/** A lease has run out; answers whether it had, seen from within the agent's line. */
public record ExpireAttempt(UUID agentId, UUID taskId, int attempt, Instant at)
    implements TaskCommand<Boolean> {}
