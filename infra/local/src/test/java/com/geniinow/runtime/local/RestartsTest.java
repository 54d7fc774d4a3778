package com.geniinow.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A part that ends by itself comes back, but not for ever. */
class RestartsTest {
  private Instant now = Instant.parse("2026-03-15T12:00:00Z");
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Running running =
      new Running(new Steps(new PrintStream(said, true, StandardCharsets.UTF_8)), () -> now);
  private final List<String> starts = new ArrayList<>();

  @Test
  void three_times_within_a_minute_and_then_the_sentence() {
    for (var n = 0; n < 3; n++) {
      ends("worker");
    }
    assertThat(starts).hasSize(3);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("worker ended by itself. Starting it again.");

    ends("worker");

    assertThat(starts).hasSize(3);
    assertThat(running.awaitBroken()).isEqualTo("worker ended by itself.");
  }

  @Test
  void what_was_a_minute_ago_counts_no_more_and_each_part_counts_for_itself() {
    for (var n = 0; n < 3; n++) {
      ends("worker");
      ends("Redis");
    }
    now = now.plus(Duration.ofMinutes(1));
    ends("worker");
    assertThat(starts).hasSize(7);
  }

  @Test
  void a_start_that_fails_is_tried_again_and_its_own_sentence_is_the_last() {
    running.again(
        "Redis",
        "Redis ended by itself.",
        () -> {
          starts.add("Redis");
          throw new ServerStartException("Redis did not start: no room.");
        });
    assertThat(starts).hasSize(3);
    assertThat(running.awaitBroken()).isEqualTo("Redis did not start: no room.");
  }

  @Test
  void what_is_told_to_stop_stays_stopped() {
    running.stop();
    ends("worker");
    assertThat(starts).isEmpty();
  }

  private void ends(String part) {
    running.again(part, part + " ended by itself.", () -> starts.add(part));
  }
}
