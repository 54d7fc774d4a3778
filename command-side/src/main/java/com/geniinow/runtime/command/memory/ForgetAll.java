package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Removes some of what an agent remembers, expired memories among them, and then some of its keys;
 * answers how many of either went.
 */
record ForgetAll(UUID agentId, String by, Instant at) implements AgentCommand<Integer> {}
