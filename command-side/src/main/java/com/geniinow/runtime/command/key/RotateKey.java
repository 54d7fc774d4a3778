package com.geniinow.runtime.command.key;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Gives a key another secret.
 *
 * @param overlap how long the one before is good yet
 */
record RotateKey(
    UUID agentId, UUID keyId, String hash, String prefix, Duration overlap, String by, Instant at)
    implements AgentCommand<Void> {}
