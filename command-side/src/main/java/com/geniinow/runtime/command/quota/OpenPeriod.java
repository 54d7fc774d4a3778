package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Opens the month of {@code at} for an agent that did nothing in it yet; answers whether there was
 * a month to open.
 */
public record OpenPeriod(UUID agentId, Instant at) implements AgentCommand<Boolean> {}
