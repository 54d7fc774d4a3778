package com.geniinow.runtime.command.key;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Takes a key away. */
record RevokeKey(UUID agentId, UUID keyId, String by, Instant at) implements AgentCommand<Void> {}
