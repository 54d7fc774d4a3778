package com.geniinow.runtime.command.line;

import com.geniinow.runtime.events.RuntimeEvent;
import java.util.Map;
import java.util.UUID;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;

/** The agent's key that acts, as the events of a command name it. */
public final class ActingKey {
  private ActingKey() {}

  /** Has the events that this command raises from now on name a key. */
  public static void note(UUID keyId) {
    var acting = Map.of(RuntimeEvent.KEY_ID, keyId.toString());
    CurrentUnitOfWork.get().registerCorrelationDataProvider(message -> acting);
  }
}
