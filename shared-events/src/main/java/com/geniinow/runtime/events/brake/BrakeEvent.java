package com.geniinow.runtime.events.brake;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happens to brakes, which belong to the platform. */
public sealed interface BrakeEvent extends RuntimeEvent {
  UUID brakeId();

  /**
   * Work of a scope is stopped.
   *
   * @param agentId {@link Ids#PLATFORM}
   * @param id of what is stopped; null for the fleet
   * @param ofEntity the entity that it concerns alone; null where it may concern all
   * @param running what ran at that moment
   */
  record BrakeSet(
      UUID agentId,
      UUID brakeId,
      BrakeScope scope,
      @Nullable String id,
      @Nullable UUID ofEntity,
      String reason,
      List<RunningWork> running,
      String by,
      Instant at)
      implements BrakeEvent {
    public BrakeSet {
      running = List.copyOf(running);
    }
  }

  /**
   * It goes on.
   *
   * @param agentId {@link Ids#PLATFORM}
   */
  record BrakeReleased(UUID agentId, UUID brakeId, String reason, String by, Instant at)
      implements BrakeEvent {}
}
