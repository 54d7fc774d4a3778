package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** A worker takes a queued task. */
public record StartAttempt(UUID agentId, UUID taskId, String workerId, Instant at)
    implements AgentCommand {}
