package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker hands a running attempt back.
 *
 * @param usage what was used of it; null for nothing
 * @param hash of the report, to know it by when it comes again; null where that is not asked for
 */
public record ReleaseAttempt(
    UUID agentId,
    UUID taskId,
    int attempt,
    @Nullable UsageReport usage,
    Reporter by,
    @Nullable String hash,
    Instant at)
    implements TaskCommand<ReleaseAttempt.Released> {
  /**
   * What became of it.
   *
   * @param counted whether the attempt was still the running one
   * @param next the attempt that the task waits for now; 0 where it failed instead, for it was
   *     handed back too often, or another attempt has no room
   */
  public record Released(boolean counted, int next, String type) {}
}
