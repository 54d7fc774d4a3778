package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TimedResolverTest {
  private final CountDownLatch silence = new CountDownLatch(1);

  @Test
  void a_name_server_that_is_silent_is_not_waited_for_and_keeps_no_other_name_waiting()
      throws Exception {
    try (var names = new TimedResolver(this::resolve, Duration.ofMillis(200))) {
      assertThatThrownBy(() -> names.resolve("silent.example"))
          .isInstanceOf(UnknownHostException.class);
    }
    try (var names = new TimedResolver(this::resolve, Duration.ofSeconds(60))) {
      var waiting = Thread.ofVirtual().start(() -> ignored(names));
      assertThat(names.resolve("example.com")).hasSize(1);
      silence.countDown();
      waiting.join();
    }
  }

  private static void ignored(TimedResolver names) {
    try {
      names.resolve("silent.example");
    } catch (UnknownHostException e) {
      // as it may be
    }
  }

  @Test
  void what_a_name_has_and_that_it_has_none_is_passed_on() throws Exception {
    try (var names = new TimedResolver(this::resolve)) {
      assertThat(names.resolve("example.com"))
          .containsExactly(InetAddress.getByName("93.184.216.34"));
      assertThatThrownBy(() -> names.resolve("nowhere.example"))
          .isInstanceOf(UnknownHostException.class)
          .hasMessage("nowhere.example");
      assertThatThrownBy(() -> names.resolve("broken.example"))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private InetAddress[] resolve(String host) throws UnknownHostException {
    return switch (host) {
      case "silent.example" -> {
        try {
          silence.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        throw new UnknownHostException(host);
      }
      case "nowhere.example" -> throw new UnknownHostException(host);
      case "broken.example" -> throw new IllegalArgumentException(host);
      default -> new InetAddress[] {InetAddress.getByName("93.184.216.34")};
    };
  }
}
