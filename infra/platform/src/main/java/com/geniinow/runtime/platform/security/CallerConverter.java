package com.geniinow.runtime.platform.security;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** Reads the caller out of a token whose signature and times have been found good. */
final class CallerConverter implements Converter<Jwt, AbstractAuthenticationToken> {
  private static final int MAX_SUBJECT = 255;

  /** What an auditor's {@code entity_id} is who may see everything. */
  static final String EVERYTHING = "*";

  @Override
  public AbstractAuthenticationToken convert(Jwt jwt) {
    var subject = text(jwt, "sub");
    var roleClaim = text(jwt, "role");
    if (subject == null
        || subject.isBlank()
        || subject.length() > MAX_SUBJECT
        || subject.codePoints().anyMatch(CallerConverter::isUnusable)) {
      throw refused("The token's sub is missing or unusable.");
    }
    var role =
        Optional.ofNullable(roleClaim)
            .flatMap(Role::ofClaim)
            .orElseThrow(() -> refused("The token's role is missing or unknown."));
    var entity = entityId(jwt, role);
    if (role == Role.FOUNDER && entity.isEmpty()) {
      throw refused("A founder's token needs an entity_id.");
    }
    if (role == Role.AGENT) {
      subject =
          Ids.parse(subject)
              .orElseThrow(() -> refused("An agent's sub must be its UUID."))
              .toString();
    }
    return new CallerAuthentication(
        new Caller(
            role,
            subject,
            entity.orElse(null),
            new Credential.Token(jwt.getIssuedAt(), jwt.getExpiresAt())));
  }

  /** Control characters, and halves of surrogate pairs, which nothing can store. */
  private static boolean isUnusable(int point) {
    return Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE;
  }

  private static Optional<UUID> entityId(Jwt jwt, Role role) {
    Object claim = jwt.getClaims().get("entity_id");
    if (role == Role.AUDITOR && claim == null) {
      throw refused("An auditor's token needs an entity_id, or * for all of them.");
    }
    if (role == Role.AUDITOR && EVERYTHING.equals(claim)) {
      return Optional.empty();
    }
    if (claim == null) {
      return Optional.empty();
    }
    return Optional.of(
        Ids.parse(claim instanceof String text ? text : null)
            .orElseThrow(() -> refused("The token's entity_id is no UUID.")));
  }

  private static @Nullable String text(Jwt jwt, String claim) {
    return jwt.getClaims().get(claim) instanceof String text ? text : null;
  }

  private static InvalidBearerTokenException refused(String detail) {
    return new InvalidBearerTokenException(detail);
  }
}
