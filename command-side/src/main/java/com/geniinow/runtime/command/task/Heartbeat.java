package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker says that an attempt still runs. Answers {@link #GOES_ON}, or how long a worker whose
 * attempt was ended has to say what it used.
 *
 * @param progress how far it is; null where it says nothing of that
 */
public record Heartbeat(
    UUID agentId, UUID taskId, int attempt, @Nullable Progress progress, Reporter by, Instant at)
    implements TaskCommand<Duration> {
  /** Its lease was renewed. */
  public static final Duration GOES_ON = Duration.ofSeconds(-1);

  /** By a worker that says nothing more. */
  public Heartbeat(UUID agentId, UUID taskId, int attempt, Instant at) {
    this(agentId, taskId, attempt, null, Reporter.WORKER, at);
  }

  /**
   * How far an attempt is.
   *
   * @param percent 0 to 100; null for what it was
   * @param message for people; null for what it was
   */
  public record Progress(@Nullable Integer percent, @Nullable String message) {}
}
