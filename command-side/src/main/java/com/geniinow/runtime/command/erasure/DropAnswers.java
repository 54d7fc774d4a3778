package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Erases some of what was answered to an agent's requests with an idempotency key, so that these
 * are refused until the key expires; answers how many went.
 */
record DropAnswers(UUID agentId, Instant at) implements AgentCommand<Integer> {}
