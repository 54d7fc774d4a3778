package com.geniinow.runtime.command.brake;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.brake.BrakeEvent;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeReleased;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeSet;
import com.geniinow.runtime.events.brake.BrakeScope;
import com.geniinow.runtime.events.brake.RunningWork;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** What is stopped; there is one, the platform's. The tables know what was. */
@Aggregate(repository = "brakesRepository")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class Brakes {
  @AggregateIdentifier private UUID brakesId;
  private Map<UUID, SetBrake.Done> inForce = new LinkedHashMap<>();

  /** For Axon, which then applies the events. */
  @SuppressWarnings("NullAway.Init")
  protected Brakes() {}

  /** Opens them with the first. */
  @SuppressWarnings("NullAway.Init")
  Brakes(SetBrake c, List<RunningWork> running, @Nullable UUID ofEntity, Instant since) {
    set(c, running, ofEntity, since);
  }

  /** The brake in force of what would be stopped; null for none. */
  SetBrake.@Nullable Done find(BrakeScope scope, @Nullable String id) {
    return inForce.values().stream()
        .filter(brake -> brake.scope() == scope && java.util.Objects.equals(brake.id(), id))
        .findFirst()
        .orElse(null);
  }

  /** Sets one that is not in force yet. */
  final void set(SetBrake c, List<RunningWork> running, @Nullable UUID ofEntity, Instant since) {
    apply(
        new BrakeSet(
            Ids.PLATFORM,
            c.brakeId(),
            c.scope(),
            c.id(),
            ofEntity,
            c.reason(),
            running,
            c.by(),
            since));
  }

  /** Releases one; false where it isn't in force (any more). */
  boolean release(UUID brakeId, String reason, String by, Instant at) {
    if (!inForce.containsKey(brakeId)) {
      return false;
    }
    apply(new BrakeReleased(Ids.PLATFORM, brakeId, reason, by, at));
    return true;
  }

  @EventSourcingHandler
  void on(BrakeEvent event) {
    brakesId = Ids.BRAKES;
    switch (event) {
      case BrakeSet e ->
          inForce.put(
              e.brakeId(), new SetBrake.Done(e.brakeId(), e.scope(), e.id(), e.at(), e.running()));
      case BrakeReleased e -> inForce.remove(e.brakeId());
    }
  }
}
