package com.geniinow.runtime.command.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.webhook.WebhookTargets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one call does, whatever names and receivers answer. */
@Timeout(120)
class ReceiverTest {
  private static final List<String> SECRETS = List.of("whsec_" + "A".repeat(43) + "=");
  private static final String OUTSIDE = "93.184.216.34";
  private static final String INSIDE = "127.0.0.1";

  private TestReceiver server;

  @BeforeEach
  void listen() throws IOException {
    server = new TestReceiver();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_name_that_leads_outside_first_and_inside_then_is_not_called() throws Exception {
    var names = new Names(OUTSIDE, INSIDE);
    var receivers = new Receivers(List.of(), false, names);
    var url = receivers.checked(server.url("/a").replace(INSIDE, "turning.example"));

    var answer = call(receivers, url, SECRETS);

    assertThat(names.asked).isEqualTo(2);
    assertThat(answer.isGood()).isFalse();
    assertThat(answer.error()).contains("inside this network");
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void a_call_goes_to_the_addresses_that_were_checked_whatever_the_name_says_later() {
    var names = new Names(INSIDE, OUTSIDE);
    var url = server.url("/a").replace(INSIDE, "turning.example");

    var answer = call(new Receivers(List.of(), true, names), url, SECRETS);

    assertThat(answer.error()).isNull();
    assertThat(names.asked).isEqualTo(1);
    assertThat(server.calls("/a")).hasSize(1);
  }

  @Test
  void what_a_receiver_sends_instead_of_an_answer_is_cut_and_cleaned() throws Exception {
    try (var raw = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var socket = raw.accept()) {
                  var said = "NONSENSE \0 " + "x".repeat(20_000) + "\r\n\r\n";
                  socket.getOutputStream().write(said.getBytes(ISO_8859_1));
                  socket.getOutputStream().flush();
                  socket.getInputStream().readNBytes(1);
                } catch (IOException e) {
                  // the caller has gone
                }
              });
      var url = "http://127.0.0.1:" + raw.getLocalPort() + "/";

      var answer = call(new Receivers(List.of(), true, InetAddress::getAllByName), url, SECRETS);

      assertThat(answer.isGood()).isFalse();
      assertThat(answer.error()).contains("NONSENSE").doesNotContain("\0").hasSizeLessThan(400);
    }
  }

  @Test
  void whatever_goes_wrong_is_an_answer() {
    var receivers =
        new Receivers(
            List.of(),
            true,
            host -> {
              throw new IllegalStateException("nobody foresaw this");
            });

    assertThat(call(receivers, "http://example.com/", SECRETS).error())
        .isEqualTo("the receiver can't be called: IllegalStateException");
  }

  @Test
  void nothing_is_sent_unsigned() {
    var receivers = new Receivers(List.of(), true, InetAddress::getAllByName);

    assertThat(call(receivers, server.url("/a"), List.of()).error()).contains("no secret");
    assertThat(server.calls()).isEmpty();
  }

  private static Receiver.Answer call(Receivers receivers, String url, List<String> secrets) {
    var settings =
        new DeliverySettings(
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofMinutes(10),
            Duration.ofDays(1),
            Duration.ofDays(30));
    try (var receiver = new Receiver(receivers, settings)) {
      return receiver.call(
          url, new Receiver.Message("event", "{}", secrets, Instant.ofEpochSecond(1_700_000_000)));
    }
  }

  /** A name that has one address after the other. */
  private static final class Names implements WebhookTargets.Resolver {
    private final List<String> answers;
    private int asked;

    Names(String... answers) {
      this.answers = new ArrayList<>(List.of(answers));
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      var answer = answers.get(Math.min(asked++, answers.size() - 1));
      return new InetAddress[] {InetAddress.getByName(answer)};
    }
  }
}
