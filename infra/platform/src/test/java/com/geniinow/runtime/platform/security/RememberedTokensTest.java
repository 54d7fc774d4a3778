package com.geniinow.runtime.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** What is remembered of a token, and what is asked each time. */
class RememberedTokensTest {
  private static final String SECRET = "a secret of these tests, long enough";

  private final List<String> decoded = new ArrayList<>();
  private boolean inTime = true;
  private Instant now = Instant.parse("2026-12-01T12:00:00Z");
  private final JwtDecoder decoder =
      token -> {
        decoded.add(token);
        if (token.equals("forged") || !inTime) {
          throw new BadJwtException("no");
        }
        return Jwt.withTokenValue(token)
            .header("alg", "HS256")
            .subject(token)
            .expiresAt(Instant.MAX)
            .build();
      };
  private final RememberedTokens tokens =
      new RememberedTokens(
          decoder,
          jwt ->
              inTime
                  ? OAuth2TokenValidatorResult.success()
                  : OAuth2TokenValidatorResult.failure(new OAuth2Error("expired")));

  @Test
  void a_good_one_is_decoded_once_and_each_is_its_own() {
    assertThat(tokens.decode("a").getSubject()).isEqualTo("a");
    assertThat(tokens.decode("b").getSubject()).isEqualTo("b");
    assertThat(tokens.decode("a").getSubject()).isEqualTo("a");

    assertThat(decoded).containsExactly("a", "b");
    assertThat(tokens.knows("a")).isTrue();
  }

  @Test
  void one_that_is_not_good_is_decoded_each_time_and_never_remembered() {
    for (var n = 0; n < 2; n++) {
      assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
    }

    assertThat(decoded).containsExactly("forged", "forged");
    assertThat(tokens.knows("forged")).isFalse();
  }

  @Test
  void a_remembered_one_whose_time_is_over_is_refused() {
    tokens.decode("a");
    inTime = false;

    assertThatThrownBy(() -> tokens.decode("a")).isInstanceOf(BadJwtException.class);
  }

  @Test
  void a_token_that_was_good_is_refused_once_it_is_over_or_changed() throws JOSEException {
    InstantSource moved = () -> now;
    var ours = TokenDecoders.of(new JwtSettings(SECRET, null), moved.withZone(ZoneOffset.UTC));
    var token = signed(now.plus(Duration.ofMinutes(5)));
    assertThat(ours.decode(token).getSubject()).isEqualTo("ada");
    assertThat(ours.decode(token).getSubject()).isEqualTo("ada");

    var changed = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(43);
    assertThatThrownBy(() -> ours.decode(changed)).isInstanceOf(BadJwtException.class);
    now = now.plus(Duration.ofMinutes(6));
    assertThatThrownBy(() -> ours.decode(token)).isInstanceOf(BadJwtException.class);
  }

  private static String signed(Instant until) throws JOSEException {
    var claims = new JWTClaimsSet.Builder().subject("ada").expirationTime(Date.from(until)).build();
    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    token.sign(new MACSigner(SECRET));
    return token.serialize();
  }
}
