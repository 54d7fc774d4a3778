package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.CommandSideProcess;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.RuntimeTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Room is held for as long as the process lives that holds it, and no longer. */
@RuntimeTest
class UploadLeasesTest {
  private static final int MB = 1 << 20;

  @LocalServerPort int port;
  @Autowired FileSweep sweep;
  @Autowired UploadLeases leases;

  private FileClient files;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    files = new FileClient(port);
    agent = new Api(port).provision(Map.of("storage_limit_bytes", 10 * MB));
  }

  @Test
  void what_a_killed_process_held_is_shown_and_free_again_within_a_minute() throws Exception {
    var pause = new CountDownLatch(1);
    try (var doomed = CommandSideProcess.start();
        var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var client = new FileClient(doomed.ready().port());
      var upload = thread.submit(() -> client.uploadChunked(agent, "a", () -> paused(pause)));
      await().until(() -> shown("storage_reserved_bytes") == 10 * MB);
      doomed.close();
      pause.countDown();
      assertThatThrownBy(upload::get).hasMessageContaining("IOException");
    }

    assertThat(shown("storage_reserved_bytes")).isEqualTo(10 * MB);
    assertThat(Leases.left(agent) + sweep.every().toSeconds()).isLessThan(60);
    Leases.pass(agent, FileLimits.LEASE);
    sweep.run();

    assertThat(shown("storage_reserved_bytes")).isZero();
    assertThat(files.upload(agent, "b", new byte[10 * MB]).status()).isEqualTo(201);
    assertThat(shown("storage_used_bytes")).isEqualTo(10 * MB);
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void an_upload_that_lasts_longer_than_a_lease_goes_on() throws Exception {
    var pause = new CountDownLatch(1);
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var upload = thread.submit(() -> files.uploadChunked(agent, "a", () -> paused(pause)));
      await().until(() -> shown("storage_reserved_bytes") == 10 * MB);
      Leases.pass(agent, FileLimits.LEASE.minus(Duration.ofSeconds(5)));

      leases.run();
      assertThat(Leases.left(agent)).isGreaterThan(20);
      sweep.run();
      pause.countDown();

      assertThat(upload.get().status()).isEqualTo(201);
    }
    assertThat(shown("storage_used_bytes")).isEqualTo(6 * MB);
    assertThat(shown("storage_reserved_bytes")).isZero();
    Consistency.assertTablesFollowEvents(agent);
  }

  /** Five megabytes, and when it is let go one more. */
  private static InputStream paused(CountDownLatch pause) {
    var more = FileLimitsTest.zeros(MB);
    return new SequenceInputStream(
        FileLimitsTest.zeros(5 * MB),
        new InputStream() {
          @Override
          public int read() throws IOException {
            return more.read();
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
              pause.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return more.read(buffer, offset, length);
          }
        });
  }

  private long shown(String field) {
    var quota = files.call(files.agentToken(agent), "GET", "/api/agents/" + agent + "/quota");
    assertThat(quota.body().has(field)).isTrue();
    return quota.body().path(field).asLong();
  }
}
