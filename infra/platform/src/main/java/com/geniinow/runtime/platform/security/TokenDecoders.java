package com.geniinow.runtime.platform.security;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URL;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Checks signatures and times. The set of algorithms is closed: a token can't choose to be checked
 * as something that the settings don't name, {@code none} least of all, nor a public key be taken
 * for a secret.
 */
final class TokenDecoders {
  /** How far the issuer's clock may be from ours. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private static final Set<JWSAlgorithm> ISSUER_ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

  private static final int JWKS_TIMEOUT_MS = 2_000;
  private static final int JWKS_MAX_BYTES = 256 * 1024;

  /** How long keys once read are believed while the issuer is unavailable. */
  private static final Duration JWKS_OUTAGE = Duration.ofHours(1);

  private TokenDecoders() {}

  static JwtDecoder of(JwtSettings settings, Clock clock) {
    settings.validate();
    var validator = validator(settings, clock);
    Map<JWSAlgorithm, JwtDecoder> decoders = new HashMap<>();
    RememberedTokens ours = null;
    if (settings.secret() != null) {
      var decoder =
          NimbusJwtDecoder.withSecretKey(JwtSettings.key(settings.secret()))
              .macAlgorithm(MacAlgorithm.HS256)
              .validateType(false)
              .build();
      decoder.setJwtValidator(validator);
      ours = new RememberedTokens(decoder, validator);
      decoders.put(JWSAlgorithm.HS256, ours);
    }
    if (settings.jwksUri() != null) {
      var decoder = jwks(JwtSettings.url(settings.jwksUri()));
      decoder.setJwtValidator(validator);
      ISSUER_ALGORITHMS.forEach(algorithm -> decoders.put(algorithm, decoder));
    }
    var remembered = ours;
    return token -> {
      var decoder =
          remembered != null && remembered.knows(token)
              ? remembered
              : decoders.get(algorithm(token));
      if (decoder == null) {
        throw new BadJwtException("The token's algorithm is not accepted here.");
      }
      return decode(decoder, token);
    };
  }

  private static NimbusJwtDecoder jwks(URL url) {
    var keys =
        JWKSourceBuilder.create(
                url, new DefaultResourceRetriever(JWKS_TIMEOUT_MS, JWKS_TIMEOUT_MS, JWKS_MAX_BYTES))
            .refreshAheadCache(false)
            .outageTolerant(JWKS_OUTAGE.toMillis())
            .build();
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ISSUER_ALGORITHMS, keys));
    processor.setJWSTypeVerifier((type, context) -> {});
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    return new NimbusJwtDecoder(processor);
  }

  /** Whoever makes up key ids makes us ask the issuer at most twice in 30 s, then hears 401. */
  private static Jwt decode(JwtDecoder decoder, String token) {
    try {
      return decoder.decode(token);
    } catch (BadJwtException e) {
      throw e;
    } catch (JwtException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof RateLimitReachedException) {
          throw new BadJwtException("The token's key is not known.", e);
        }
      }
      throw e;
    }
  }

  private static OAuth2TokenValidator<Jwt> validator(JwtSettings settings, Clock clock) {
    var times = new JwtTimestampValidator(SKEW);
    times.setClock(clock);
    times.setAllowEmptyExpiryClaim(false);
    var type = JwtTypeValidator.jwt();
    type.setAllowEmpty(true);
    List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>(List.of(times, type));
    @Nullable String issuer = settings.issuer();
    if (issuer != null) {
      validators.add(new JwtIssuerValidator(issuer));
    }
    @Nullable String audience = settings.audience();
    if (audience != null) {
      validators.add(new JwtAudienceValidator(audience));
    }
    return new DelegatingOAuth2TokenValidator<>(validators);
  }

  private static Algorithm algorithm(String token) {
    try {
      return JWTParser.parse(token).getHeader().getAlgorithm();
    } catch (ParseException | RuntimeException e) {
      throw new BadJwtException("The token is malformed.", e);
    }
  }
}
