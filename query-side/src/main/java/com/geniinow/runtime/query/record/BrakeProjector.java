package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.brake.BrakeEvent;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeReleased;
import com.geniinow.runtime.events.brake.BrakeEvent.BrakeSet;

/** The table brakes: a row for each brake there ever was. */
public final class BrakeProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof BrakeEvent happened) {
      switch (happened) {
        case BrakeSet e ->
            writes
                .insert("brakes", e.agentId())
                .set("brake_id", e.brakeId())
                .set("scope", e.scope().wire())
                .set("id", e.id())
                .set("of_entity", e.ofEntity())
                .set("reason", e.reason())
                .set("braked_by", e.by())
                .set("since", e.at());
        case BrakeReleased e ->
            writes
                .update("brakes", "brake_id", e.brakeId())
                .set("released_at", e.at())
                .set("released_by", e.by())
                .set("release_reason", e.reason());
      }
    }
  }
}
