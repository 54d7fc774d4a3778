package com.geniinow.runtime.command.key;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Voids all tokens of an agent that there are; answers the last second whose tokens are. */
record RevokeTokens(UUID agentId, String reason, String by, Instant at)
    implements AgentCommand<Instant> {}
