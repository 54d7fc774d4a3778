package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import java.time.Instant;
import java.util.UUID;

/**
 * Puts on record why a batch was refused, whose own transaction was rolled back. It answers where
 * the refusal stands in the quota's stream.
 */
public record RecordRefusal(UUID agentId, UsageRefused why, Instant at)
    implements AgentCommand<Long> {}
