package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Decision;
import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * A person lets a task run that awaits an approval, or does not.
 *
 * @param approved whether it may run
 */
public record DecideTask(UUID agentId, UUID taskId, boolean approved, Decision decision, Instant at)
    implements TaskCommand<Void> {}
