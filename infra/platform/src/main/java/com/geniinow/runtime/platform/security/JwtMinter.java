package com.geniinow.runtime.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Signs HS256 tokens: of workers, which share the secret, and for tests and the local system those
 * of people and agents, which in production an identity provider signs.
 */
public final class JwtMinter {
  private final SecretKey key;
  private final InstantSource clock;
  private final @Nullable String issuer;
  private final @Nullable String audience;

  /**
   * @param secret the services' {@code GENII_JWT_SECRET}, at least 32 bytes
   */
  public JwtMinter(String secret, InstantSource clock) {
    this(secret, clock, null, null);
  }

  /**
   * @param secret the services' {@code GENII_JWT_SECRET}, at least 32 bytes
   * @param issuer {@code GENII_JWT_ISSUER}, which the tokens then name
   * @param audience {@code GENII_JWT_AUDIENCE}, likewise
   */
  public JwtMinter(
      String secret, InstantSource clock, @Nullable String issuer, @Nullable String audience) {
    this.key = JwtSettings.key(secret);
    this.clock = clock;
    this.issuer = issuer;
    this.audience = audience;
  }

  /**
   * A token that the services take for {@code ttl} from now.
   *
   * @param subject for an agent, its id
   * @param entityId needed for a founder; an auditor without one sees everything
   */
  public String mint(Role role, String subject, @Nullable UUID entityId, Duration ttl) {
    var caller = new Caller(role, subject, entityId);
    var now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .subject(caller.subject())
            .claim("role", role.claim())
            .issuer(issuer)
            .audience(audience)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(ttl)));
    if (entityId != null) {
      claims.claim("entity_id", entityId.toString());
    } else if (role == Role.AUDITOR) {
      claims.claim("entity_id", CallerConverter.EVERYTHING);
    }
    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();
    var token = new SignedJWT(header, claims.build());
    try {
      token.sign(new MACSigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 is not available", e);
    }
    return token.serialize();
  }

  /** An agent's token. */
  public String agent(UUID agentId, Duration ttl) {
    return mint(Role.AGENT, agentId.toString(), null, ttl);
  }

  /** A token of somebody who reads {@code entityId}'s agents. */
  public String founder(String subject, UUID entityId, Duration ttl) {
    return mint(Role.FOUNDER, subject, entityId, ttl);
  }

  /** An administrator's token. */
  public String admin(String subject, Duration ttl) {
    return mint(Role.ADMIN, subject, null, ttl);
  }

  /** A token of somebody who audits an entity, or everything where that is null. */
  public String auditor(String subject, @Nullable UUID entityId, Duration ttl) {
    return mint(Role.AUDITOR, subject, entityId, ttl);
  }

  /** A worker process's token. */
  public String worker(String workerId, Duration ttl) {
    return mint(Role.WORKER, workerId, null, ttl);
  }
}
