package com.geniinow.runtime.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Tokens whose signature was found good a moment ago: callers send the same one with each request.
 * The key they were signed with must not change while the process lives; all that a token says of
 * its time is checked each time. Only good ones are remembered, so nobody fills it with made-up
 * ones.
 */
final class RememberedTokens implements JwtDecoder {
  private static final int MOST = 2_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private final JwtDecoder decoder;
  private final OAuth2TokenValidator<Jwt> validator;
  private final Cache<String, Jwt> good =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

  /**
   * @param decoder checks all of a token
   * @param validator what that checks of it beside the signature
   */
  RememberedTokens(JwtDecoder decoder, OAuth2TokenValidator<Jwt> validator) {
    this.decoder = decoder;
    this.validator = validator;
  }

  @Override
  public Jwt decode(String token) {
    var known = good.getIfPresent(token);
    if (known != null && !validator.validate(known).hasErrors()) {
      return known;
    }
    var decoded = decoder.decode(token);
    good.put(token, decoded);
    return decoded;
  }

  /** Whether it is one of those that are remembered. */
  boolean knows(String token) {
    return good.getIfPresent(token) != null;
  }
}
