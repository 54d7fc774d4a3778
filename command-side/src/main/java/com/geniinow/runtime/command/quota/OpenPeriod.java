package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Opens the month of {@code at} for an agent that did nothing in it yet. */
public record OpenPeriod(UUID agentId, Instant at) implements AgentCommand {}
