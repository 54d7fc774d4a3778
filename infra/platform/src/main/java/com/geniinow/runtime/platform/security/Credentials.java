package com.geniinow.runtime.platform.security;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of keys and tokens since they were given out. Answers may be half a second old: what
 * writes decides again in its own transaction. Without an implementation no key is known, and no
 * token void.
 */
public interface Credentials {
  /**
   * The key with a secret of this hash; empty where there is none, it was revoked, or its agent is
   * terminated.
   */
  Optional<HeldKey> key(String hash);

  /**
   * The last second whose tokens are void.
   *
   * @param fresh whether the answer may not be old at all
   * @return null where all are good
   */
  @Nullable Instant voidThrough(Role role, String subject, boolean fresh);

  /** Notes that a key was used. */
  void used(HeldKey key, Instant at);

  /**
   * A key by one of its secrets.
   *
   * @param until from when the secret opens nothing; null for never
   */
  record HeldKey(
      UUID keyId, UUID agentId, UUID entityId, Set<KeyScope> scopes, @Nullable Instant until) {}
}
