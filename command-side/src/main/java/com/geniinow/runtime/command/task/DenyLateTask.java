package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/** Nobody may have decided about a task in time; answers whether it was denied for that. */
public record DenyLateTask(UUID agentId, UUID taskId, Instant at) implements TaskCommand<Boolean> {}
