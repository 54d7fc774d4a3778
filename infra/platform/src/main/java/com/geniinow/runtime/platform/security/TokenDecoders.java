package com.geniinow.runtime.platform.security;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestTemplate;

/**
 * Checks signatures and times. The set of algorithms is closed: a token can't choose to be checked
 * as something that the settings don't name, {@code none} least of all, nor a public key be taken
 * for a secret.
 */
final class TokenDecoders {

  /** How far the issuer's clock may be from ours. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private static final Duration JWKS_TIMEOUT = Duration.ofSeconds(2);

  private TokenDecoders() {}

  static JwtDecoder of(JwtSettings settings, Clock clock) {
    settings.validate();
    OAuth2TokenValidator<Jwt> validator = validator(clock);
    Map<JWSAlgorithm, JwtDecoder> decoders = new HashMap<>();
    if (settings.secret() != null) {
      NimbusJwtDecoder decoder =
          NimbusJwtDecoder.withSecretKey(JwtSettings.key(settings.secret()))
              .macAlgorithm(MacAlgorithm.HS256)
              .validateType(false)
              .build();
      decoder.setJwtValidator(validator);
      decoders.put(JWSAlgorithm.HS256, decoder);
    }
    if (settings.jwksUri() != null) {
      NimbusJwtDecoder decoder = jwks(settings.jwksUri());
      decoder.setJwtValidator(validator);
      decoders.put(JWSAlgorithm.RS256, decoder);
      decoders.put(JWSAlgorithm.ES256, decoder);
    }
    return token -> {
      JwtDecoder decoder = decoders.get(algorithm(token));
      if (decoder == null) {
        throw new BadJwtException("The token's algorithm is not accepted here.");
      }
      return decoder.decode(token);
    };
  }

  private static NimbusJwtDecoder jwks(String uri) {
    SimpleClientHttpRequestFactory http = new SimpleClientHttpRequestFactory();
    http.setConnectTimeout(JWKS_TIMEOUT);
    http.setReadTimeout(JWKS_TIMEOUT);
    return NimbusJwtDecoder.withJwkSetUri(uri)
        .jwsAlgorithm(SignatureAlgorithm.RS256)
        .jwsAlgorithm(SignatureAlgorithm.ES256)
        .restOperations(new RestTemplate(http))
        .validateType(false)
        .build();
  }

  private static OAuth2TokenValidator<Jwt> validator(Clock clock) {
    JwtTimestampValidator times = new JwtTimestampValidator(SKEW);
    times.setClock(clock);
    times.setAllowEmptyExpiryClaim(false);
    JwtTypeValidator type = JwtTypeValidator.jwt();
    type.setAllowEmpty(true);
    return new DelegatingOAuth2TokenValidator<>(times, type);
  }

  private static Algorithm algorithm(String token) {
    try {
      return JWTParser.parse(token).getHeader().getAlgorithm();
    } catch (ParseException | RuntimeException e) {
      throw new BadJwtException("The token is malformed.", e);
    }
  }
}
