package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Heads of requests that are too much, byte by byte as an attacker writes them. */
@RuntimeTest
class FloodTest {
  @LocalServerPort int port;

  @ParameterizedTest
  @ValueSource(ints = {20_000, 1_000_000})
  void a_head_that_is_too_long_is_refused(int length) throws IOException {
    assertRefused("GET /api/agents HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(length) + "\r\n\r\n");
    assertRefused("GET /api/agents?" + "y".repeat(length) + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  @Test
  void more_headers_than_anybody_needs_are_refused() throws IOException {
    assertRefused("GET /api/agents HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(200) + "\r\n");
  }

  @Test
  void two_lengths_or_a_length_and_chunks_are_no_way_to_smuggle_a_request() throws IOException {
    assertRefused(
        "POST /api/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x");
    var both =
        raw(
            "POST /api/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n");
    assertThat(both.split("HTTP/1\\.1 ", -1)).as(both).hasSizeLessThan(3);
  }

  private void assertRefused(String request) throws IOException {
    assertThat(raw(request)).startsWith("HTTP/1.1 4").contains("application/problem+json");
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        // Refused before its end; what was answered can still be read, or the connection is gone.
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
