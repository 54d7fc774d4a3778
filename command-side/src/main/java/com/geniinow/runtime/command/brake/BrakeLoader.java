package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.events.Ids;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one place that loads the brakes, for commands of the platform's line. */
@Component
public class BrakeLoader {
  private final Repository<Brakes> brakes;

  BrakeLoader(Repository<Brakes> brakes) {
    this.brakes = brakes;
  }

  /** The brakes; null before the first. */
  @Nullable Aggregate<Brakes> find() {
    var entry = AgentEntry.current();
    return entry == null || entry.versionOf(Ids.BRAKES.toString()) < 0
        ? null
        : brakes.load(Ids.BRAKES.toString());
  }
}
