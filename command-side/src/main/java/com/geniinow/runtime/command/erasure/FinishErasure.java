package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import java.util.UUID;

/** Destroys the keys of an agent's text, which ends its erasure; refused under a legal hold. */
record FinishErasure(UUID agentId, UUID erasureId) implements AgentCommand<Void> {}
