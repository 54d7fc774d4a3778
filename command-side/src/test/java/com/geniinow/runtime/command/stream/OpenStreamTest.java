package com.geniinow.runtime.command.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.database.Seal;
import com.geniinow.runtime.platform.database.SealedPosition;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OpenStreamTest {
  private static final long LONG = Duration.ofMinutes(1).toNanos();
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");

  private final StreamFrames frames =
      new StreamFrames(new SealedPosition(new Seal(() -> "secret"), "stream"));
  private final OpenStream stream =
      new OpenStream(new Caller(Role.ADMIN, "ann", null), new Heard(null, null), null);

  @Test
  void it_holds_a_few_and_falls_behind_with_the_next_one_so_that_it_slows_nobody()
      throws InterruptedException {
    stream.goLive();
    for (int n = 0; n < OpenStream.MOST; n++) {
      assertThat(stream.offer(event(n))).isTrue();
    }
    assertThat(stream.offer(event(OpenStream.MOST))).isFalse();
    assertThat(stream.isBehind()).as("first it writes what it holds").isFalse();

    assertThat(stream.take(LONG)).hasSize(OpenStream.MOST);
    assertThat(stream.isBehind()).isTrue();
    assertThat(stream.offer(event(OpenStream.MOST + 1)))
        .as("nothing is passed on behind what it missed")
        .isFalse();
    assertThat(stream.take(LONG)).isEmpty();
  }

  @Test
  void whoever_waits_for_events_hears_of_the_end() throws InterruptedException {
    stream.goLive();
    Thread.ofVirtual().start(stream::end);
    assertThat(stream.take(LONG)).isEmpty();
    assertThat(stream.isEnded()).isTrue();
  }

  @Test
  void an_end_comes_nearer_and_never_later() throws InterruptedException {
    stream.goLive();
    Thread.ofVirtual().start(() -> stream.endBy(AT));
    assertThat(stream.take(LONG)).isEmpty();
    stream.endBy(AT.plusSeconds(1));
    assertThat(stream.until()).isEqualTo(AT);
    stream.endBy(AT.minusSeconds(1));
    assertThat(stream.until()).isEqualTo(AT.minusSeconds(1));
  }

  private SentEvent event(long position) {
    var id = UUID.randomUUID();
    return new SentEvent(
        new PushedEvent(position, id, id, PushedType.QUOTA_CHANGED, id, null, null, AT), frames);
  }
}
