package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Destroys the keys of an agent's text, which ends its erasure. */
record FinishErasure(UUID agentId, UUID erasureId, Instant at) implements AgentCommand<Void> {}
