package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.agent.AgentStatus;
import java.time.Instant;
import java.util.UUID;

/** Suspends, resumes or terminates an agent; asking for what already is changes nothing. */
public record ChangeStatus(UUID agentId, AgentStatus to, String reason, String by, Instant at)
    implements AgentCommand<Void> {}
