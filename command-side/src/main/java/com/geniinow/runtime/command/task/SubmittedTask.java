package com.geniinow.runtime.command.task;

import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import java.time.Instant;
import java.util.UUID;

/** The answer to an accepted submission. */
record SubmittedTask(
    UUID taskId,
    UUID agentId,
    String type,
    String status,
    String bullmqJobId,
    long estimatedTokens,
    Instant createdAt) {
  static SubmittedTask of(TaskSubmitted task) {
    return new SubmittedTask(
        task.taskId(),
        task.agentId(),
        task.type(),
        "queued",
        task.taskId().toString(),
        task.estimatedTokens(),
        task.at());
  }
}
