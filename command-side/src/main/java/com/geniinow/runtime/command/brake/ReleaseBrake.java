package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.line.PlatformCommand;
import com.geniinow.runtime.events.Ids;
import java.time.Instant;
import java.util.UUID;

/** Lets go on what a brake stops; answers whether it was in force. */
record ReleaseBrake(UUID brakeId, String reason, String by, Instant at)
    implements PlatformCommand<Boolean> {
  @Override
  public UUID secondStream() {
    return Ids.BRAKES;
  }
}
