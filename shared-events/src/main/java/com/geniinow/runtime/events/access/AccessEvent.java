package com.geniinow.runtime.events.access;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import java.time.Instant;
import java.util.UUID;

/** What happens to the access of people and workers, which belongs to the platform. */
public sealed interface AccessEvent extends RuntimeEvent {
  /**
   * The tokens of a person or a worker are void.
   *
   * @param agentId {@link Ids#PLATFORM}
   * @param subject their {@code sub}
   * @param through the last second whose tokens are; so are those that don't say when they were
   *     issued
   */
  record SubjectTokensRevoked(
      UUID agentId, String subject, Instant through, String reason, String by, Instant at)
      implements AccessEvent {}
}
