package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.query.view.memory.KeyView;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes when a key expires; null for never. Its value and version stay. */
record ExpireKey(UUID agentId, String key, @Nullable Instant expiresAt, Instant at)
    implements AgentCommand<KeyView> {}
