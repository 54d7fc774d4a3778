package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Notes that somebody gets a URL of a file. */
record IssueFileUrl(UUID agentId, UUID fileId, String by, Instant expiresAt, Instant at)
    implements AgentCommand<Void> {}
