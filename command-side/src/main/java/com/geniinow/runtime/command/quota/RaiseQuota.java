package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Makes limits of an agent higher for a while. */
record RaiseQuota(UUID agentId, UUID raiseId, Raise raise, String reason, String by, Instant at)
    implements AgentCommand<Void> {}
