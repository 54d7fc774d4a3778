package com.geniinow.runtime.worker.client;

import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Short-lived {@code role=worker} tokens, signed with the shared secret, renewed before expiry. */
public final class WorkerTokens implements Supplier<String> {
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Duration RENEW_BEFORE = Duration.ofMinutes(1);

  private final JwtMinter minter;
  private final String workerId;
  private final InstantSource clock;
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
    this.minter = new JwtMinter(secret, clock, given(issuer), given(audience));
    this.workerId = workerId;
    this.clock = clock;
  }

  private static @Nullable String given(String setting) {
    return setting.isBlank() ? null : setting;
  }

  /** A token that is good for another minute at least. */
  @Override
  public String get() {
    var now = clock.instant();
    var token = current;
    if (token == null || !now.isBefore(token.renewAt)) {
      token = new Token(minter.worker(workerId, LIFETIME), now.plus(LIFETIME).minus(RENEW_BEFORE));
      current = token; // two threads may both mint; either token is good
    }
    return token.value;
  }

  private record Token(String value, Instant renewAt) {}
}
