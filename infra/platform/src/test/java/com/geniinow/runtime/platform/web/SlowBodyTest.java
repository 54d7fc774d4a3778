package com.geniinow.runtime.platform.web;

import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.platform.testing.HttpTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Clients that take their time to take ours. */
@TestPropertySource(
    properties = {"genii.http.body-seconds=1", "server.tomcat.connection-timeout=700ms"})
class SlowBodyTest extends HttpTest {
  @Test
  void a_body_that_stops_is_given_up() throws IOException {
    var answer = post((out, answered) -> out.write('{'));
    assertThat(answer).startsWith("HTTP/1.1 400").contains("could not be read to its end");
  }

  @Test
  void a_body_that_drips_is_given_up() throws IOException {
    var answer =
        post(
            (out, answered) ->
                await()
                    .pollInterval(Duration.ofMillis(100))
                    .until(
                        () -> {
                          out.write(' ');
                          out.flush();
                          return answered.available() > 0;
                        }));
    assertThat(answer).startsWith("HTTP/1.1 400").contains("did not arrive within 1 seconds");
  }

  @Test
  void a_head_that_stops_is_given_up() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\nX".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain("HTTP/1.1 2");
    }
  }

  private String post(Bytes body) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      var out = socket.getOutputStream();
      out.write(
          ("POST /api/agents/%s/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                  + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
              .formatted(AGENT, tokens.agent(AGENT, Duration.ofMinutes(1)))
              .getBytes(StandardCharsets.US_ASCII));
      try {
        body.write(out, socket.getInputStream());
      } catch (SocketException e) {
        // The service hung up, as it should.
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private interface Bytes {
    void write(OutputStream out, InputStream answered) throws IOException;
  }
}
