package com.geniinow.runtime.command.line;

import com.geniinow.runtime.events.Ids;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every command names its agent, the moment it is decided for, and what it is answered.
 *
 * @param <R> what its handler returns; {@link Void} for nothing
 */
public interface AgentCommand<R> {
  UUID agentId();

  /** The time of every event this command leads to, in microseconds at most. */
  Instant at();

  /**
   * Whether the caller of the request must still be let in when it runs. Not so for what only ends
   * something that was begun before: a hold is given back whoever made it.
   */
  default boolean needsItsCaller() {
    return true;
  }

  /**
   * The second stream of events that it may add to, beside that of its agentId: the agent's quota,
   * and another where a line without agent has more than two.
   */
  default UUID secondStream() {
    return Ids.quotaOf(agentId());
  }

  /**
   * What it holds alone from its beginning to its end, while every other command shares it; null
   * for nothing. Who waits for it longer than a second is refused.
   */
  default @Nullable String holdsAlone() {
    return null;
  }

  /** The entity of an agent that does not exist yet; null everywhere else. */
  default @Nullable UUID newEntityId() {
    return null;
  }
}
