package com.geniinow.runtime.command.price;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.line.Now;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The book that is looked at outside commands is read now and then, whatever is asked for. */
class ListedModelsTest {
  private static final Instant NOON = Instant.parse("2026-03-15T12:00:00Z");

  private final TestClock clock = new TestClock();
  private int reads;
  private final ListedModels listed =
      new ListedModels(
          () -> {
            reads++;
            return PriceVersions.NONE;
          },
          new Now(clock));

  @BeforeEach
  void itIsReadAtNoon() {
    clock.set(NOON);
    listed.find("none/such");
  }

  @Test
  void who_names_models_that_nobody_knows_has_it_read_once_a_second_at_most() {
    for (var millis = 300; millis < 1_300; millis += 100) {
      clock.set(NOON.plusMillis(millis));
      listed.lookAgain();
      listed.find("none/such");
    }

    assertThat(reads).isEqualTo(2);
  }

  @Test
  void who_has_set_a_price_here_has_it_read_at_once() {
    listed.lookAgain();
    listed.find("none/such");
    listed.forget();
    listed.find("none/such");

    assertThat(reads).isEqualTo(3);
  }

  @Test
  void it_is_a_second_old_at_most() {
    clock.set(NOON.plusMillis(999));
    listed.find("none/such");
    assertThat(reads).isEqualTo(1);
    clock.set(NOON.plusMillis(1_000));
    listed.find("none/such");

    assertThat(reads).isEqualTo(2);
  }
}
