package com.geniinow.runtime.platform.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.protocol.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderPausesTest {
  private static final Provider PROVIDER = new Provider("a", Kind.OPENAI, "http://x/v1", "k");

  private Instant now = Instant.parse("2026-03-15T12:00:00Z");
  private final ProviderPauses pauses = new ProviderPauses(() -> now);

  @ParameterizedTest
  @CsvSource({
    "429, 7, PT7S",
    "529, 7, PT7S",
    "429, 7200, PT1H",
    "429, 'Sun, 15 Mar 2026 12:00:30 GMT', PT30S"
  })
  void a_key_pauses_as_long_as_its_provider_says(int status, String said, Duration pause) {
    pauses.answered(PROVIDER, status, Map.of("Retry-After", said)::get);

    assertThat(pauses.pausedFor(PROVIDER)).hasValue(pause);
    now = now.plus(pause);
    assertThat(pauses.pausedFor(PROVIDER)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"503, 7", "500, 7", "200, 7", "429, soon", "429, 0"})
  void otherwise_nobody_pauses(int status, String said) {
    pauses.answered(PROVIDER, status, Map.of("Retry-After", said)::get);

    assertThat(pauses.pausedFor(PROVIDER)).isEmpty();
  }

  @Test
  void the_longest_of_what_was_said_counts() {
    pauses.answered(PROVIDER, 429, Map.of("Retry-After", "30")::get);
    pauses.answered(PROVIDER, 429, Map.of("Retry-After", "5")::get);

    assertThat(pauses.pausedFor(PROVIDER)).hasValue(Duration.ofSeconds(30));
  }

  @Test
  void it_is_the_key_that_pauses_whatever_name_it_goes_by() {
    pauses.answered(PROVIDER, 429, Map.of("retry-after-ms", "1500")::get);

    assertThat(pauses.pausedFor(new Provider("b", Kind.OPENAI, "http://x/v1", "k")))
        .hasValue(Duration.ofMillis(1_500));
    assertThat(pauses.pausedFor(new Provider("a", Kind.OPENAI, "http://x/v1", "other"))).isEmpty();
    assertThat(pauses.pausedFor(new Provider("a", Kind.OPENAI, "http://y/v1", "k"))).isEmpty();
  }
}
