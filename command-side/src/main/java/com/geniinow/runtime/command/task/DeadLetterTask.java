package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Gives a failed task up; answers whether there was one to give up.
 *
 * @param attempt the one that failed last; a task that has been started since is left alone
 */
public record DeadLetterTask(
    UUID agentId, UUID taskId, int attempt, String error, String reason, Instant at)
    implements TaskCommand<Boolean> {}
