package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Removes some of what was answered to an agent's requests with an idempotency key; answers how
 * many went.
 */
record DropAnswers(UUID agentId, Instant at) implements AgentCommand<Integer> {}
