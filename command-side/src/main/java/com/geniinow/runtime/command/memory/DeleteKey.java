package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Forgets a key, if the condition holds. */
record DeleteKey(UUID agentId, String key, @Nullable IfMatch condition, Instant at)
    implements AgentCommand<Void> {}
