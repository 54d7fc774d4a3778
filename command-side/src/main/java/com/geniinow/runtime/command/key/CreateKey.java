package com.geniinow.runtime.command.key;

import com.geniinow.runtime.command.agent.NewKey;
import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Gives an agent a key. */
record CreateKey(UUID agentId, NewKey key, String by, Instant at) implements AgentCommand<Void> {}
