package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.query.view.memory.KeyView;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sets a key, with its expiry or none.
 *
 * @param value a JSON document
 * @param condition the versions of which the key must have one; null for any, or none
 */
record PutKey(
    UUID agentId,
    String key,
    String value,
    @Nullable Instant expiresAt,
    @Nullable IfMatch condition,
    Instant at)
    implements AgentCommand<KeyView> {}
