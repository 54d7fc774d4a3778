package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Deletes a file and gives its room back; answers the name of the object that is to go. */
record DeleteFile(UUID agentId, UUID fileId, String by, Instant at)
    implements AgentCommand<String> {}
