package com.geniinow.runtime.platform.web;

import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.CallController;
import com.geniinow.runtime.platform.testing.HttpTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for an answer and leaves is noticed while nothing is written. */
class ClientConnectionTest extends HttpTest {
  private static final String CHUNKED = "Transfer-Encoding: chunked";

  @BeforeEach
  void nobody() {
    CallController.WATCHED.clear();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_client_that_hangs_up_is_gone(boolean chunked) throws Exception {
    try (var socket = connect()) {
      send(socket, chunked, "{}");
    }

    assertThat(CallController.WATCHED.poll(9, TimeUnit.SECONDS)).isEqualTo("gone");
  }

  @Test
  void a_client_that_resets_is_gone() throws Exception {
    var socket = connect();
    send(socket, false, "{}");
    socket.setSoLinger(true, 0);
    socket.close();

    assertThat(CallController.WATCHED.poll(9, TimeUnit.SECONDS)).isEqualTo("gone");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_client_that_waits_is_there_and_its_next_request_is_answered(boolean chunked)
      throws Exception {
    try (var socket = connect()) {
      send(socket, chunked, "{\"looks\":5}");
      send(socket, chunked, "{\"looks\":5}");

      assertThat(CallController.WATCHED.poll(9, TimeUnit.SECONDS)).isEqualTo("there");
      assertThat(CallController.WATCHED.poll(9, TimeUnit.SECONDS)).isEqualTo("there");
      socket.shutdownOutput();
      var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(3);
      assertThat(answers.split("to the end", -1)).hasSize(3);
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private void send(Socket socket, boolean chunked, String body) throws IOException {
    var length = body.length();
    var text =
        "POST /v1/watched HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Authorization: Bearer "
            + tokens.agent(AGENT, Duration.ofMinutes(1))
            + "\r\n"
            + (chunked ? CHUNKED : "Content-Length: " + length)
            + "\r\n\r\n"
            + (chunked ? Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n" : body);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
