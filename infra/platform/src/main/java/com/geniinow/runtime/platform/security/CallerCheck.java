package com.geniinow.runtime.platform.security;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Asks again whether a caller is still let in, for requests that take long to be answered. */
public final class CallerCheck {
  private static final String GONE = "The key or token was revoked, or has expired.";

  private final ObjectProvider<Credentials> credentials;
  private final Clock clock;

  /**
   * @param credentials none where nothing is ever taken back
   */
  public CallerCheck(ObjectProvider<Credentials> credentials, Clock clock) {
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * Goes by what {@link Credentials} say, which may be half a second old.
   *
   * @throws ProblemException 401 for a key or token that was taken back, or a key that has expired
   */
  public void mustStillBeGood(Caller caller) {
    var known = credentials.getIfAvailable();
    if (known == null) {
      return;
    }
    var gone =
        switch (caller.credential()) {
          case null -> false;
          case Credential.Key key ->
              known
                  .key(key.hash())
                  .filter(held -> held.until() == null || clock.instant().isBefore(held.until()))
                  .isEmpty();
          case Credential.Token token ->
              token.isVoid(known.voidThrough(caller.role(), caller.subject(), false));
        };
    if (gone) {
      throw ProblemException.revoked(GONE);
    }
  }

  /**
   * When what a caller was let in by ends, as far as that is known now.
   *
   * @return null for never
   * @throws ProblemException 401 for a key that is none any more
   */
  public @Nullable Instant goodUntil(Caller caller) {
    return switch (caller.credential()) {
      case null -> null;
      case Credential.Token token -> token.expiresAt();
      case Credential.Key key -> {
        var known = credentials.getIfAvailable();
        yield known == null
            ? null
            : known.key(key.hash()).orElseThrow(() -> ProblemException.revoked(GONE)).until();
      }
    };
  }
}
