package com.geniinow.runtime.worker.client;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Short-lived {@code role=worker} tokens, signed with the shared secret, renewed before expiry. */
public final class WorkerTokens implements Supplier<String> {
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Duration RENEW_BEFORE = Duration.ofMinutes(1);
  private static final int SHORTEST_SECRET = 32; // bytes; HS256 takes no less

  private final MACSigner signer;
  private final String workerId;
  private final InstantSource clock;
  private final @Nullable String issuer;
  private final @Nullable String audience;
  private volatile @Nullable Token current;

  /**
   * @throws WrongSettingException if the secret is shorter than 32 bytes
   */
  public WorkerTokens(String secret, String workerId, InstantSource clock) {
    this(secret, workerId, clock, "", "");
  }

  /**
   * @param issuer {@code GENII_JWT_ISSUER}, which the tokens then name; empty for none
   * @param audience {@code GENII_JWT_AUDIENCE}, likewise
   * @throws WrongSettingException if the secret is shorter than 32 bytes
   */
  public WorkerTokens(
      String secret, String workerId, InstantSource clock, String issuer, String audience) {
    this.issuer = issuer.isBlank() ? null : issuer;
    this.audience = audience.isBlank() ? null : audience;
    var key = secret.getBytes(StandardCharsets.UTF_8);
    if (key.length < SHORTEST_SECRET) {
      throw new WrongSettingException(
          "GENII_JWT_SECRET must have at least %d bytes, not %d"
              .formatted(SHORTEST_SECRET, key.length));
    }
    try {
      this.signer = new MACSigner(key);
    } catch (JOSEException e) {
      throw new WrongSettingException("GENII_JWT_SECRET can't sign tokens");
    }
    this.workerId = workerId;
    this.clock = clock;
  }

  /** A token that is good for another minute at least. */
  @Override
  public String get() {
    var now = clock.instant();
    var token = current;
    if (token == null || !now.isBefore(token.renewAt)) {
      token = new Token(mint(now), now.plus(LIFETIME).minus(RENEW_BEFORE));
      current = token; // two threads may both mint; either token is good
    }
    return token.value;
  }

  private String mint(Instant now) {
    var claims =
        new JWTClaimsSet.Builder()
            .subject(workerId)
            .claim("role", "worker")
            .issuer(issuer)
            .audience(audience)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .build();
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      jwt.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("can't sign a worker token", e);
    }
    return jwt.serialize();
  }

  private record Token(String value, Instant renewAt) {}
}
