package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Queues all of these tasks of one agent, in their order, or none of them. */
public record SubmitBatch(UUID agentId, List<SubmitTask> tasks, Instant at)
    implements AgentCommand<SubmittedBatch> {
  public SubmitBatch {
    tasks = List.copyOf(tasks);
  }
}
