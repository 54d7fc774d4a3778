package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.Ids;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A command about a webhook, of its agent's line, or of the platform's where it hears of an
 * entity's agents.
 *
 * @param <R> what its handler answers
 */
interface WebhookCommand<R> extends AgentCommand<R> {
  @Override
  default UUID secondStream() {
    return Ids.webhooksOf(agentId());
  }

  @Override
  default @Nullable UUID newEntityId() {
    return isOfPlatform() ? Ids.PLATFORM : null;
  }

  /** Whether it is of the platform's line, which has no agent. */
  default boolean isOfPlatform() {
    return agentId().equals(Ids.PLATFORM);
  }
}
