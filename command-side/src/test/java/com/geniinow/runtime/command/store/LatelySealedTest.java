package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What needs not be opened, and what nobody gets any more. */
class LatelySealedTest {
  private static final UUID AGENT = new UUID(1, 1);
  private static final LocalDate DAY = LocalDate.of(2026, 3, 15);
  private static final String EVENT = "e0000000-0000-4000-8000-000000000001";
  private static final String CLEAR = "{\"agentId\":\"%s\",\"name\":\"Ada\"}".formatted(AGENT);

  private final TestDataKeys keys = new TestDataKeys();
  private final SealedPayload payloads = new SealedPayload(keys);
  private final AtomicLong nanos = new AtomicLong();
  private final LatelySealed lately = new LatelySealed(payloads, nanos::get);

  @BeforeEach
  void on() {
    keys.use(true);
  }

  private String sealed(String event, String clear) {
    var sealed = payloads.seal(AGENT, event, DAY, Set.of("name"), clear);
    lately.sealed(event, AGENT, DAY, sealed, clear);
    return sealed.text();
  }

  @Test
  void what_was_just_sealed_is_as_it_was() {
    assertThat(lately.open(EVENT, sealed(EVENT, CLEAR))).contains(CLEAR);
  }

  @Test
  void without_its_key_it_is_not_given_out() {
    var sealed = sealed(EVENT, CLEAR);
    keys.destroyDay(AGENT, DAY);

    assertThat(lately.open(EVENT, sealed)).isEmpty();
    assertThat(payloads.open(EVENT, sealed)).contains("\"name\":null");
  }

  @Test
  void what_is_stored_otherwise_or_elsewhere_has_to_be_opened() {
    var sealed = sealed(EVENT, CLEAR);

    assertThat(lately.open(EVENT, sealed.replace("\"name\"", "\"title\""))).isEmpty();
    assertThat(lately.open(EVENT.replace('1', '2'), sealed)).isEmpty();
  }

  @Test
  void it_is_kept_for_a_moment() {
    var sealed = sealed(EVENT, CLEAR);

    nanos.addAndGet(LatelySealed.KEPT.minus(Duration.ofMillis(1)).toNanos());
    assertThat(lately.open(EVENT, sealed)).contains(CLEAR);
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(lately.open(EVENT, sealed)).isEmpty();
  }

  /** To give it out would take a key that reading it doesn't. */
  @Test
  void one_without_text_is_not_kept() {
    var clear = CLEAR.replace("\"Ada\"", "null");

    assertThat(sealed(EVENT, clear)).isEqualTo(clear);
    assertThat(lately.open(EVENT, clear)).isEmpty();
  }

  @Test
  void a_large_one_is_not_kept() {
    var large = CLEAR.replace("Ada", "a".repeat(40_000));

    assertThat(lately.open(EVENT, sealed(EVENT, large))).isEmpty();
  }
}
