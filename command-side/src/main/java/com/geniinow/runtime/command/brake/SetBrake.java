package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.line.PlatformCommand;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.brake.BrakeScope;
import com.geniinow.runtime.events.brake.RunningWork;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stops what is in a scope; answers the brake that is in force of it.
 *
 * @param ofEntity the entity of the agent or the entity that is stopped; null for another scope
 */
record SetBrake(
    UUID brakeId,
    BrakeScope scope,
    @Nullable String id,
    @Nullable UUID ofEntity,
    String reason,
    String by,
    Instant at)
    implements PlatformCommand<SetBrake.Done> {
  @Override
  public UUID secondStream() {
    return Ids.BRAKES;
  }

  /**
   * A brake in force.
   *
   * @param running what ran when it was set
   */
  record Done(
      UUID brakeId,
      BrakeScope scope,
      @Nullable String id,
      Instant since,
      List<RunningWork> running) {}
}
