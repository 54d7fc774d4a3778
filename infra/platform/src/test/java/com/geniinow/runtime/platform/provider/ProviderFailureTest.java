package com.geniinow.runtime.platform.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.geniinow.runtime.platform.protocol.Kind;
import com.geniinow.runtime.platform.protocol.Protocols;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that bring no answer, or not all of it. */
@Timeout(60)
class ProviderFailureTest {
  private static final byte[] BODY = "{}".getBytes(UTF_8);
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String EVENT = "9\r\ndata: 1\n\n\r\n";

  private ServerSocket server;
  private ProviderClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    client = client(Duration.ofSeconds(30), Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void without_a_connection_nothing_was_sent() throws IOException {
    server.close();

    var failure = failure(client);

    assertThat(failure.isNotSent()).isTrue();
    assertThat(failure.isTimeout()).isFalse();
    assertThat(failure).hasMessage("the model provider can't be reached").hasNoCause();
    assertThat(failure.detail()).isEqualTo("Connection refused");
  }

  @Test
  void nor_where_its_name_is_nobody_s() {
    var nobody = new Provider("p", Kind.OPENAI, "http://nobody.invalid/v1", "sk-test");

    var failure =
        catchThrowableOfType(
            ProviderFailure.class, () -> client.open(nobody, Protocols.CHAT, BODY, Map.of()));

    assertThat(failure.isNotSent()).isTrue();
    assertThat(failure.getMessage()).doesNotContain("nobody");
  }

  @Test
  void what_was_sent_and_not_answered_is_lost() {
    serve("");

    var failure = failure(client);

    assertThat(failure.reached()).isEqualTo(ProviderFailure.Reached.LOST);
    assertThat(failure.isTimeout()).isFalse();
    assertThat(failure).hasMessageStartingWith("the connection to the model provider broke off");
  }

  @Test
  void a_provider_that_is_silent_is_waited_for_so_long() {
    var hold = new CountDownLatch(1);
    serve("", hold);
    try (var hasty = client(Duration.ofMillis(200), Duration.ofSeconds(30))) {
      var failure = failure(hasty);

      assertThat(failure.isNotSent()).isFalse();
      assertThat(failure.isTimeout()).isTrue();
      assertThat(failure).hasMessage("the model provider did not answer in time");
    } finally {
      hold.countDown();
    }
  }

  @Test
  void silence_inside_an_answer_counts_too_and_so_does_the_whole_call() throws IOException {
    for (var total : new boolean[] {false, true}) {
      var hold = new CountDownLatch(1);
      serve(HEAD + EVENT, hold);
      var little = Duration.ofMillis(400);
      var much = Duration.ofSeconds(30);
      try (var hasty = total ? client(much, little) : client(little, much);
          var answer = hasty.open(provider(), Protocols.CHAT, BODY, Map.of())) {
        assertThat(new String(answer.body().readNBytes(9), UTF_8)).isEqualTo("data: 1\n\n");
        var failure =
            catchThrowableOfType(ProviderFailure.class, () -> answer.body().readAllBytes());

        assertThat(failure.isTimeout()).isTrue();
        assertThat(failure.isNotSent()).isFalse();
      } finally {
        hold.countDown();
      }
    }
  }

  @Test
  void an_answer_that_breaks_off_is_told() throws IOException {
    serve(HEAD + EVENT);

    try (var answer = client.open(provider(), Protocols.CHAT, BODY, Map.of())) {
      assertThat(new String(answer.body().readNBytes(9), UTF_8)).isEqualTo("data: 1\n\n");
      var failure = catchThrowableOfType(ProviderFailure.class, () -> answer.body().read());

      assertThat(failure.reached()).isEqualTo(ProviderFailure.Reached.LOST);
    }
  }

  @Test
  void another_thread_ends_a_read() throws Exception {
    var hold = new CountDownLatch(1);
    serve(HEAD + EVENT, hold);
    try (var answer = client.open(provider(), Protocols.CHAT, BODY, Map.of())) {
      answer.body().readNBytes(9);
      Thread.ofVirtual().start(answer::cancel);

      var failure = catchThrowableOfType(ProviderFailure.class, () -> answer.body().read());

      assertThat(failure.isTimeout()).isFalse();
    } finally {
      hold.countDown();
    }
  }

  @Test
  void another_thread_ends_a_call_whose_answer_has_not_begun() {
    var hold = new CountDownLatch(1);
    var call = client.call(provider(), Protocols.CHAT, BODY, Map.of());
    serve("", hold, call::cancel);
    try {
      var failure = catchThrowableOfType(ProviderFailure.class, call::open);

      assertThat(failure.isNotSent()).isFalse();
      assertThat(failure.isTimeout()).isFalse();
    } finally {
      hold.countDown();
    }
  }

  @Test
  void a_call_that_was_ended_before_it_began_is_not_made() {
    var call = client.call(provider(), Protocols.CHAT, BODY, Map.of());
    call.cancel();

    assertThat(catchThrowableOfType(ProviderFailure.class, call::open).isNotSent()).isTrue();
  }

  @Test
  void no_key_is_in_what_a_failure_says() {
    serve("HTTP/1.1 sk-test sk-other Bearer\r\n\r\n");

    var failure = failure(client);

    assertThat(failure + failure.detail()).doesNotContain("sk-test").doesNotContain("sk-other");
    assertThat(KeyMask.clean("Incorrect key: geheim, sk-ab*cd.", "geheim"))
        .isEqualTo("Incorrect key: [key], [key]");
  }

  private ProviderFailure failure(ProviderClient client) {
    return catchThrowableOfType(
        ProviderFailure.class, () -> client.open(provider(), Protocols.CHAT, BODY, Map.of()));
  }

  private Provider provider() {
    return new Provider(
        "p", Kind.OPENAI, "http://127.0.0.1:" + server.getLocalPort() + "/v1", "sk-test");
  }

  private static ProviderClient client(Duration idle, Duration total) {
    return new ProviderClient(
        new ProviderTimeouts(Duration.ofSeconds(5), idle, total), () -> Instant.EPOCH);
  }

  private void serve(String answer) {
    serve(answer, new CountDownLatch(0));
  }

  private void serve(String answer, CountDownLatch hold) {
    serve(answer, hold, () -> {});
  }

  /** Reads one request, answers it, and hangs up when it is let go. */
  private void serve(String answer, CountDownLatch hold, Runnable asked) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = server.accept()) {
                var request = new StringBuilder();
                while (!request.toString().endsWith("\r\n\r\n{}")) {
                  request.append((char) socket.getInputStream().read());
                }
                asked.run();
                socket.getOutputStream().write(answer.getBytes(UTF_8));
                socket.getOutputStream().flush();
                hold.await();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
