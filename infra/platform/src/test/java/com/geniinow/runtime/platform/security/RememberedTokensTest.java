package com.geniinow.runtime.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** What is remembered of a token, and what is asked each time. */
class RememberedTokensTest {
  private final List<String> decoded = new ArrayList<>();
  private boolean inTime = true;
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
}
