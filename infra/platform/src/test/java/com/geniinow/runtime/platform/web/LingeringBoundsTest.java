package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.testing.HttpTest;
import com.geniinow.runtime.platform.testing.RawRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Nobody is read on for without end. */
@TestPropertySource(properties = {"genii.http.linger-seconds=1", "genii.http.linger-megabytes=30"})
class LingeringBoundsTest extends HttpTest {
  private static final int MB = 1 << 20;

  @Test
  void so_many_bytes_are_thrown_away_and_no_more() throws IOException {
    assertThat(post().chunkedZeros(port, "", 25 * MB).status()).isEqualTo(401);
    assertThat(post().zeros(port, "", 25 * MB).status()).isEqualTo(401);
    assertThatThrownBy(() -> post().chunkedZeros(port, "", 200 * MB))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> post().zeros(port, "", 200 * MB)).isInstanceOf(IOException.class);
  }

  @Test
  void a_body_that_has_no_end_is_read_on_for_a_second() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var out = socket.getOutputStream();
      out.write(
          "POST /api/upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      long begun = System.nanoTime();
      assertThatThrownBy(
              () -> {
                while (System.nanoTime() - begun < 60_000_000_000L) {
                  out.write("1\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  private static RawRequest post() {
    return RawRequest.of("POST", "/api/upload");
  }
}
