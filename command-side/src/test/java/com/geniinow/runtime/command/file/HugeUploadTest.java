package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.command.CommandSideProcess;
import com.geniinow.runtime.command.RuntimeTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Five gigabytes without a length against a heap of half a gigabyte. */
@RuntimeTest
class HugeUploadTest {
  private static final long FIVE_GB = 5L << 30;

  /** What is watched makes garbage too. */
  private static final Duration SAMPLING = Duration.ofMillis(100);

  private static final Pattern HEAP =
      Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"[^}]*} ([0-9.E]+)");

  @Test
  void a_five_gigabyte_upload_gets_its_413_and_the_heap_stays_flat() throws Exception {
    try (var process = CommandSideProcess.start(CommandSideApplication.class, "512m")) {
      var port = process.ready().port();
      var agent = new Api(port).provision(Map.of());
      var files = new FileClient(port);
      var done = new AtomicBoolean();
      var highest = new AtomicLong();
      var watch =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!done.get()) {
                      highest.accumulateAndGet(heap(port), Math::max);
                      LockSupport.parkNanos(SAMPLING.toNanos());
                    }
                  });

      var answer = files.uploadChunked(agent, "huge", () -> FileLimitsTest.zeros(FIVE_GB));
      done.set(true);
      watch.join();

      assertThat(answer.status()).as(answer.toString()).isEqualTo(413);
      assertThat(answer.text("reason")).isEqualTo("file_too_large");
      assertThat(process.process().isAlive()).isTrue();
      System.out.println("highest heap in use: " + (highest.get() >> 20) + " MB");
      assertThat(highest.get()).isLessThan(300L << 20);
      assertThat(files.upload(agent, "small", new byte[10]).status()).isEqualTo(201);
    }
  }

  private static long heap(int port) {
    var metrics =
        new String(
            FileClient.fetch("http://127.0.0.1:" + port + "/actuator/prometheus").body(),
            StandardCharsets.UTF_8);
    return HEAP.matcher(metrics)
        .results()
        .mapToLong(m -> (long) Double.parseDouble(m.group(1)))
        .sum();
  }
}
