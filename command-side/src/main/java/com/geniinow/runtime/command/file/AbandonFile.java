package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Gives up a file that did not come, unless it was kept; answers whether it was. */
record AbandonFile(UUID agentId, UUID fileId, String reason, Instant at) implements AgentCommand {}
