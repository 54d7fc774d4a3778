package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.StorageBook;
import com.geniinow.runtime.command.Superuser;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Too large and too much: 413 and 429, exactly at the byte, whoever comes at the same time. */
@RuntimeTest
class FileLimitsTest {
  private static final int MB = 1 << 20;
  private static final int MOST = 50 * MB;

  @LocalServerPort int port;

  private Api api;
  private FileClient files;

  @BeforeEach
  void clients() {
    api = new Api(port);
    files = new FileClient(port);
  }

  @Test
  void fifty_megabytes_are_taken_and_one_byte_more_is_413() {
    var agent = api.provision(Map.of());

    assertThat(files.upload(agent, "most", new byte[MOST]).status()).isEqualTo(201);
    var answer = files.upload(agent, "more", new byte[MOST + 1]);

    assertTooLarge(answer);
    assertThat(answer.body().path("size_bytes").asLong()).isGreaterThan(MOST);
    assertKeeps(agent, MOST);
  }

  @Test
  void of_unknown_length_too() {
    var agent = api.provision(Map.of());

    assertThat(files.uploadChunked(agent, "most", () -> zeros(MOST)).status()).isEqualTo(201);
    assertTooLarge(files.uploadChunked(agent, "more", () -> zeros(MOST + 1)));
    assertKeeps(agent, MOST);
  }

  @Test
  void a_client_that_sends_all_before_it_listens_hears_of_the_413() {
    var agent = api.provision(Map.of());

    assertTooLarge(files.uploadChunked(agent, "much", () -> zeros(300 * MB)));
    assertTooLarge(files.upload(agent, "much", new byte[120 * MB]));
    assertKeeps(agent, 0);
  }

  @Test
  void a_length_over_the_limit_is_refused_before_a_byte_is_read() throws IOException {
    var agent = api.provision(Map.of());

    try (var socket = new Socket("127.0.0.1", port)) {
      socket
          .getOutputStream()
          .write(
              """
              POST /api/agents/%s/files HTTP/1.1\r
              Host: localhost\r
              Authorization: Bearer %s\r
              Content-Type: multipart/form-data; boundary=x\r
              Content-Length: 60000000\r
              Expect: 100-continue\r
              \r
              """
                  .formatted(agent, files.agentToken(agent))
                  .getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      assertThat(answer).isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void a_caller_without_the_right_hears_so_after_ten_megabytes_too() {
    var agent = api.provision(Map.of());
    var form = FileClient.form("x", new byte[10 * MB], null);

    assertThat(files.upload(files.adminToken(), agent, form).status()).isEqualTo(403);
    assertThat(files.upload("no-token", agent, form).status()).isEqualTo(401);
  }

  @Test
  void exactly_the_rest_of_the_storage_is_taken_and_one_byte_more_is_429() {
    var agent = api.provision(Map.of("storage_limit_bytes", 3 * MB));
    assertThat(files.upload(agent, "1", new byte[2 * MB]).status()).isEqualTo(201);

    var answer = files.upload(agent, "2", new byte[MB + 1]);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(429);
    assertThat(answer.text("reason")).isEqualTo("storage_quota_exceeded");
    assertThat(answer.text("limit_kind")).isEqualTo("storage");
    assertThat(answer.body().path("limit").asLong()).isEqualTo(3 * MB);
    assertThat(answer.body().path("used").asLong()).isEqualTo(2 * MB);
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM ledger_entries WHERE event_id = ?::uuid AND type = 'file_refused'",
                answer.text("event_id")))
        .isEqualTo(1);
    assertThat(files.upload(agent, "3", new byte[MB]).status()).isEqualTo(201);
    assertThat(files.upload(agent, "4", new byte[1]).status()).isEqualTo(429);
    assertThat(files.upload(agent, "5", new byte[0]).status()).isEqualTo(201);
    assertKeeps(agent, 3 * MB);
  }

  @Test
  void of_unknown_length_it_is_429_at_the_byte_that_passes_what_is_left() {
    var agent = api.provision(Map.of("storage_limit_bytes", 3 * MB));

    assertThat(files.uploadChunked(agent, "more", () -> zeros(3 * MB + 1)).status()).isEqualTo(429);
    assertThat(files.uploadChunked(agent, "all", () -> zeros(3 * MB)).status()).isEqualTo(201);
    assertThat(files.uploadChunked(agent, "none", () -> zeros(1)).status()).isEqualTo(429);
    assertKeeps(agent, 3 * MB);
  }

  @Test
  void fifty_parallel_uploads_at_the_limit_never_pass_it() throws Exception {
    var agent = api.provision(Map.of("storage_limit_bytes", 20 * MB));

    var answers = Parallel.all(50, n -> files.upload(agent, "file-" + n, new byte[MB]).status());

    assertThat(answers).containsOnly(201, 429);
    assertThat(answers.stream().filter(status -> status == 201)).hasSize(20);
    var table = StorageBook.of(agent);
    assertThat(table.highest()).isLessThanOrEqualTo(20 * MB);
    assertThat(table.reserved()).isZero();
    assertThat(table.refusals()).isPositive();
    Consistency.assertTablesFollowEvents(agent);
  }

  private void assertKeeps(UUID agent, long bytes) {
    var table = StorageBook.of(agent);
    assertThat(table.used()).isEqualTo(bytes);
    assertThat(table.reserved()).isZero();
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM file_objects WHERE agent_id = ? AND state <> 'stored'",
                agent))
        .isZero();
    Consistency.assertTablesFollowEvents(agent);
  }

  private static void assertTooLarge(FileClient.Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(413);
    assertThat(answer.text("reason")).isEqualTo("file_too_large");
    assertThat(answer.body().path("limit_bytes").asLong()).isEqualTo(MOST);
    assertThat(answer.text("detail")).contains("52428800 bytes");
  }

  /** So many zeros, a few at a time. */
  static InputStream zeros(long count) {
    return new InputStream() {
      private long left = count;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        if (left <= 0) {
          return -1;
        }
        var n = (int) Math.min(length, left);
        left -= n;
        return n;
      }
    };
  }
}
