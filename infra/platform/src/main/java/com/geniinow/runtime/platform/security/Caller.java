package com.geniinow.runtime.platform.security;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who the current request's token speaks for. A controller method may take it as a parameter.
 *
 * @param subject the claim {@code sub}, 1 to 255 characters; for an agent, its id
 * @param entityId the claim {@code entity_id}; never null for a founder; of an auditor null for one
 *     of everything
 * @param credential what it was let in by; null for the runtime itself
 */
public record Caller(
    Role role, String subject, @Nullable UUID entityId, @Nullable Credential credential) {
  public Caller {
    if (role == Role.FOUNDER && entityId == null) {
      throw new IllegalArgumentException("A founder belongs to an entity");
    }
    if (role == Role.AGENT && Ids.parse(subject).isEmpty()) {
      throw new IllegalArgumentException("An agent's subject is its id");
    }
  }

  /** One that nothing can be taken back from, as the runtime itself is. */
  public Caller(Role role, String subject, @Nullable UUID entityId) {
    this(role, subject, entityId, null);
  }

  /**
   * The agent that calls.
   *
   * @throws IllegalStateException when the caller is no agent
   */
  public UUID agentId() {
    if (role != Role.AGENT) {
      throw new IllegalStateException("The caller is no agent but " + role);
    }
    return UUID.fromString(subject);
  }

  /**
   * The entity at which the caller's sight ends: a founder's, and an auditor's of one entity. Null
   * for whoever is confined by other means, or by none.
   */
  public @Nullable UUID confinedTo() {
    return role == Role.FOUNDER || role == Role.AUDITOR ? entityId : null;
  }

  /**
   * The caller of the request that this thread serves.
   *
   * @throws IllegalStateException outside an authenticated request
   */
  public static Caller current() {
    return find()
        .orElseThrow(() -> new IllegalStateException("No authenticated request on this thread"));
  }

  /** The same; empty where this thread serves no authenticated request. */
  public static Optional<Caller> find() {
    var authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null && authentication.getPrincipal() instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }
}
