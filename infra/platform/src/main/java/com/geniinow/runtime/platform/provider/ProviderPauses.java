package com.geniinow.runtime.platform.provider;

import com.geniinow.runtime.platform.time.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How long providers want to be left alone, by their own word. A key is everybody's: who calls in
 * haste would make others fail.
 */
public final class ProviderPauses {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int OVERLOADED = 529; // Anthropic's

  private record Account(String url, String key) {
    static Account of(Provider provider) {
      return new Account(provider.url(), provider.key());
    }
  }

  private final InstantSource clock;
  private final Map<Account, Instant> until = new ConcurrentHashMap<>();

  public ProviderPauses(InstantSource clock) {
    this.clock = clock;
  }

  /** For how long from now nobody may call with this provider's key. */
  public Optional<Duration> pausedFor(Provider provider) {
    var time = until.get(Account.of(provider));
    if (time == null) {
      return Optional.empty();
    }
    var left = Duration.between(clock.instant(), time);
    return left.isPositive() ? Optional.of(left) : Optional.empty();
  }

  /** Hears an answer. */
  void answered(Provider provider, int status, Function<String, @Nullable String> header) {
    if (status != TOO_MANY_REQUESTS && status != OVERLOADED) {
      return;
    }
    var now = clock.instant();
    var asked = RetryAfter.of(header, now);
    if (asked != null && asked.isPositive()) {
      until.merge(
          Account.of(provider),
          now.plus(asked),
          (known, said) -> known.isAfter(said) ? known : said);
    }
  }
}
