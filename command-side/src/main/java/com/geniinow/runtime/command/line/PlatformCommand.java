package com.geniinow.runtime.command.line;

import com.geniinow.runtime.events.Ids;
import java.util.UUID;

/**
 * A command of the platform itself, which has a line, a ledger and events of its own, like an
 * agent.
 *
 * @param <R> what its handler answers
 */
public interface PlatformCommand<R> extends AgentCommand<R> {
  @Override
  default UUID agentId() {
    return Ids.PLATFORM;
  }

  @Override
  default UUID newEntityId() {
    return Ids.PLATFORM;
  }
}
