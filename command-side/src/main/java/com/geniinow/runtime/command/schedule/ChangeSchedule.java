package com.geniinow.runtime.command.schedule;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/** Has a schedule rest, go on, or end. */
record ChangeSchedule(UUID agentId, UUID scheduleId, To to, String by, Instant at)
    implements AgentCommand<Void> {
  enum To {
    PAUSED,
    ACTIVE,
    DELETED
  }
}
