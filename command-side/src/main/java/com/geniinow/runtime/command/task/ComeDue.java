package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/** The time of a scheduled task has come; answers whether it left its schedule. */
public record ComeDue(UUID agentId, UUID taskId, Instant at) implements TaskCommand<Boolean> {}
