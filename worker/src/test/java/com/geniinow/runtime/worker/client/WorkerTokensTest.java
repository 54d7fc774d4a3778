package com.geniinow.runtime.worker.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WorkerTokensTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
  private final WorkerTokens tokens = new WorkerTokens(SECRET, "w1", now::get);

  @Test
  void a_token_names_the_worker_and_its_role_and_is_signed() throws Exception {
    var token = SignedJWT.parse(tokens.get());

    assertThat(token.verify(new MACVerifier(SECRET))).isTrue();
    assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("w1");
    assertThat(token.getJWTClaimsSet().getStringClaim("role")).isEqualTo("worker");
    assertThat(token.getJWTClaimsSet().getExpirationTime().toInstant())
        .isEqualTo(now.get().plus(Duration.ofMinutes(5)));
  }

  @Test
  void a_token_is_used_until_a_minute_before_it_expires() {
    var first = tokens.get();

    now.updateAndGet(t -> t.plus(Duration.ofSeconds(239)));
    assertThat(tokens.get()).isEqualTo(first);
    now.updateAndGet(t -> t.plus(Duration.ofSeconds(1)));
    assertThat(tokens.get()).isNotEqualTo(first);
  }

  @Test
  void a_short_secret_is_refused_without_being_repeated() {
    assertThatThrownBy(() -> new WorkerTokens("hush", "w1", now::get))
        .hasMessageContaining("at least 32 bytes")
        .hasMessageNotContaining("hush");
  }
}
