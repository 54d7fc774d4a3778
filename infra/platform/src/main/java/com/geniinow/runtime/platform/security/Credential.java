package com.geniinow.runtime.platform.security;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a caller is let in by; it can be taken back while a request is under way. */
public sealed interface Credential {
  /**
   * A JWT.
   *
   * @param issuedAt its {@code iat}; null where it says nothing
   * @param expiresAt its {@code exp}; null where it is not known
   */
  record Token(@Nullable Instant issuedAt, @Nullable Instant expiresAt) implements Credential {
    /** Of which only that is known when it was issued. */
    public Token(@Nullable Instant issuedAt) {
      this(issuedAt, null);
    }

    /**
     * Whether it is void where all are that were issued in or before a second.
     *
     * @param through null where none are
     */
    public boolean isVoid(@Nullable Instant through) {
      return through != null
          && (issuedAt == null
              || !issuedAt
                  .truncatedTo(ChronoUnit.SECONDS)
                  .isAfter(through.truncatedTo(ChronoUnit.SECONDS)));
    }
  }

  /**
   * A key of an agent.
   *
   * @param hash of the secret that was shown: of several that a key has, this one must be good
   */
  record Key(UUID keyId, String hash, Set<KeyScope> scopes) implements Credential {
    public Key {
      scopes = Set.copyOf(scopes);
    }
  }
}
