package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.HttpTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever closes an idle connection, it must not be the service: a request may be on its way. */
class IdleConnectionTest extends HttpTest {
  /** For how long Google's load balancer keeps one, in seconds: the longest of those known. */
  private static final int LONGEST_OF_CLIENTS = 600;

  @Test
  void it_is_kept_longer_than_by_any_client() throws IOException {
    var seconds =
        answerHeaders()
            .filter(line -> line.regionMatches(true, 0, "Keep-Alive: timeout=", 0, 20))
            .mapToInt(line -> Integer.parseInt(line.substring(20)))
            .findFirst()
            .orElse(0);

    assertThat(seconds).isGreaterThan(LONGEST_OF_CLIENTS);
  }

  private Stream<String> answerHeaders() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      var answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return answer.lines().takeWhile(line -> !line.isEmpty()).toList().stream();
    }
  }
}
