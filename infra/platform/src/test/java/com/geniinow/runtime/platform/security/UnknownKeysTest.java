package com.geniinow.runtime.platform.security;

import static com.geniinow.runtime.platform.testing.Client.problem;
import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.security.Credentials.HeldKey;
import com.geniinow.runtime.platform.testing.HttpTest;
import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Ten made-up keys at once, then one a second. */
@TestPropertySource(properties = "genii.rate-limit.unknown-keys=1")
@Import(UnknownKeysTest.Counted.class)
class UnknownKeysTest extends HttpTest {
  private static final String PATH = "/api/agents/" + AGENT;
  private static final HeldKey KEY =
      new HeldKey(
          new UUID(0, 1), AGENT, new UUID(0, 2), EnumSet.allOf(KeyScope.class), (Instant) null);

  private final SecureRandom chance = new SecureRandom();
  private final String good = KeySecret.random(chance);
  private final AtomicLong time = new AtomicLong();
  private UnknownKeys unknown;

  @Autowired Counted counted;

  @BeforeEach
  void nobodyYet() {
    unknown = new UnknownKeys(1, meter(time));
  }

  @Test
  void made_up_keys_are_looked_for_a_few_times_and_then_told_when_to_come_back() {
    counted.good = KeySecret.hash(good);
    assertThat(bearing(good).get(PATH).statusCode()).isEqualTo(200);
    var before = counted.looks.get();

    var refused = 0;
    for (var n = 0; n < 40; n++) {
      var answer = bearing(KeySecret.random(chance)).get(PATH);
      if (answer.statusCode() == 429) {
        problem(answer, 429, "rate_limited");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        refused++;
      } else {
        problem(answer, 401, "unauthenticated");
      }
    }

    assertThat(refused).isBetween(20, 30);
    assertThat(counted.looks.get() - before).isEqualTo(40 - refused);
    // From the same address: a key that was good here before, tokens, and what needs no look-up.
    assertThat(bearing(good).get(PATH).statusCode()).isEqualTo(200);
    assertThat(agent(AGENT).get(PATH).statusCode()).isEqualTo(200);
    problem(bearing("gk_short").get(PATH), 401, "unauthenticated");
  }

  @Test
  void room_comes_back_with_time_and_each_address_has_its_own() {
    exhaust("192.0.2.1");

    assertThat(unknown.ask("192.0.2.2", "h", Optional::empty)).isEmpty();
    time.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(unknown.ask("192.0.2.1", "h", Optional::empty)).isEmpty();
    assertThat(unknown.ask("192.0.2.1", "h", Optional::empty)).isEmpty();
    assertRefused("192.0.2.1", "h");
  }

  @Test
  void a_network_of_ipv6_is_one_address() {
    exhaust("2001:db8::1");

    assertRefused("2001:db8::2", "h");
    assertThat(unknown.ask("2001:db8:0:1::1", "h", Optional::empty)).isEmpty();
    assertThat(unknown.ask("a:b:no address", "h", Optional::empty)).isEmpty();
  }

  @Test
  void keys_that_are_good_and_questions_that_fail_take_no_room() {
    for (var n = 0; n < 30; n++) {
      var hash = "h" + n;
      assertThat(unknown.ask("192.0.2.1", hash, () -> Optional.of(KEY))).isPresent();
      assertThatIllegalStateException()
          .isThrownBy(() -> unknown.ask("192.0.2.1", "other", UnknownKeysTest::fail));
    }
    exhaust("192.0.2.1");
  }

  @Test
  void a_key_that_was_taken_back_is_let_past_no_more() {
    assertThat(unknown.ask("192.0.2.1", "mine", () -> Optional.of(KEY))).isPresent();
    exhaust("192.0.2.1");

    assertThat(unknown.ask("192.0.2.1", "mine", Optional::empty)).isEmpty();

    assertRefused("192.0.2.1", "mine");
  }

  private void exhaust(String address) {
    for (var n = 0; n < 10; n++) {
      assertThat(unknown.ask(address, "x" + n, Optional::empty)).isEmpty();
    }
    assertRefused(address, "x");
  }

  private void assertRefused(String address, String hash) {
    assertThatThrownBy(() -> unknown.ask(address, hash, UnknownKeysTest::fail))
        .isInstanceOf(TooManyUnknownKeysException.class);
  }

  private static Optional<HeldKey> fail() {
    throw new IllegalStateException("asked");
  }

  private static TimeMeter meter(AtomicLong nanos) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        return nanos.get();
      }

      @Override
      public boolean isWallClockBased() {
        return false;
      }
    };
  }

  /** Knows one key, and how often it was asked. */
  static final class Counted implements Credentials {
    final AtomicLong looks = new AtomicLong();
    volatile String good = "";

    @Override
    public Optional<HeldKey> key(String hash) {
      looks.incrementAndGet();
      return hash.equals(good) ? Optional.of(KEY) : Optional.empty();
    }

    @Override
    public @Nullable Instant voidThrough(Role role, String subject, boolean fresh) {
      return null;
    }

    @Override
    public void used(HeldKey key, Instant at) {}
  }
}
