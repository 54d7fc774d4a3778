package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Destroys the keys of an agent's text, which ends its erasure; refused under a legal hold.
 *
 * @param sealedThrough as {@link SealedThrough#of} said a while ago: up to there no event is clear
 * @param at before its event, which is dated once the keys are gone
 */
record FinishErasure(UUID agentId, UUID erasureId, long sealedThrough, Instant at)
    implements AgentCommand<Void> {}
