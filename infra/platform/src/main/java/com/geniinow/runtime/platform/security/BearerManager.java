package com.geniinow.runtime.platform.security;

import com.geniinow.runtime.platform.problem.Outages;
import com.geniinow.runtime.platform.security.Credentials.HeldKey;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Tells who calls by what stands behind {@code Bearer}: a key of an agent, or a JWT. */
final class BearerManager {
  private static final String UNKNOWN = "The key is unknown, revoked or expired.";

  private final AuthenticationManager tokens;
  private final ObjectProvider<Credentials> credentials;
  private final UnknownKeys unknown;
  private final Clock clock;

  BearerManager(
      AuthenticationManager tokens,
      ObjectProvider<Credentials> credentials,
      UnknownKeys unknown,
      Clock clock) {
    this.tokens = tokens;
    this.credentials = credentials;
    this.unknown = unknown;
    this.clock = clock;
  }

  /**
   * Lets a request in.
   *
   * @param address where it came from
   * @param writes whether it is about to change something
   */
  Authentication authenticate(Authentication sent, String address, boolean writes) {
    var text = ((BearerTokenAuthenticationToken) sent).getToken();
    if (text.startsWith(KeySecret.PREFIX)) {
      return new CallerAuthentication(ofKey(text, address));
    }
    var good = tokens.authenticate(sent);
    if (good.getPrincipal() instanceof Caller caller
        && caller.credential() instanceof Credential.Token token
        && token.isVoid(voidThrough(caller, writes))) {
      throw new InvalidBearerTokenException("The token was revoked.");
    }
    return good;
  }

  private Caller ofKey(String secret, String address) {
    var known = credentials.getIfAvailable();
    if (known == null || !KeySecret.isOne(secret)) {
      throw new InvalidBearerTokenException(UNKNOWN);
    }
    var hash = KeySecret.hash(secret);
    var now = clock.instant();
    var key =
        unknown
            .ask(
                address,
                hash,
                () -> asked(() -> known.key(hash)).filter(found -> isGood(found, now)))
            .orElseThrow(() -> new InvalidBearerTokenException(UNKNOWN));
    known.used(key, now);
    return new Caller(
        Role.AGENT,
        key.agentId().toString(),
        key.entityId(),
        new Credential.Key(key.keyId(), hash, key.scopes()));
  }

  private static boolean isGood(HeldKey key, Instant now) {
    return key.until() == null || now.isBefore(key.until());
  }

  /** What administrators change is not all decided in a transaction that asks again. */
  private @Nullable Instant voidThrough(Caller caller, boolean writes) {
    var known = credentials.getIfAvailable();
    return known == null
        ? null
        : asked(
            () ->
                known.voidThrough(
                    caller.role(), caller.subject(), writes && caller.role() == Role.ADMIN));
  }

  private static <T extends @Nullable Object> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      if (Outages.isOutage(e)) {
        throw new AuthenticationServiceException("who may call can't be read", e);
      }
      throw e;
    }
  }
}
