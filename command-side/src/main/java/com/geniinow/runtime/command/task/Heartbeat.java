package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A worker says that an attempt still runs. Answers {@link #GOES_ON}, or how long a worker whose
 * attempt was ended has to say what it used.
 */
public record Heartbeat(UUID agentId, UUID taskId, int attempt, Instant at)
    implements TaskCommand<Duration> {
  /** Its lease was renewed. */
  static final Duration GOES_ON = Duration.ofSeconds(-1);
}
