package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Removes a memory for everybody. */
record ForgetMemory(UUID agentId, UUID memoryId, String by, Instant at)
    implements AgentCommand<Void> {}
