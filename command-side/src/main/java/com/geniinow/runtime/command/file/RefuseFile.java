package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Records that a file grew larger than what was left for it, and gives it up; answers a {@code
 * StorageAdmission.Refused}.
 *
 * @param bytes what came of it
 */
record RefuseFile(UUID agentId, UUID fileId, long bytes, Instant at) implements AgentCommand {}
