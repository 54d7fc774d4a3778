package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.benchmarks.ChatLoad.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several loads side by side, each its share of a rate, and what they came to over all runs. */
final class ChatLoads {
  private final List<ChatLoad> loads;
  private final Latencies first = new Latencies();
  private final Latencies gaps = new Latencies();
  private int failed;

  ChatLoads(List<ChatLoad> loads) {
    this.loads = loads;
  }

  void run(int perSecond, Duration time) {
    int each = Math.max(1, perSecond / loads.size());
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<Result>> running = new ArrayList<>();
      for (var n = 0; n < loads.size(); n++) {
        var load = loads.get(n);
        var later = Duration.ofSeconds(1).dividedBy((long) each * loads.size()).multipliedBy(n);
        running.add(threads.submit(() -> load.run(each, time, later)));
      }
      for (var one : running) {
        add(one.get());
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(Result result) {
    first.add(result.first());
    gaps.add(result.gaps());
    failed += result.failed();
  }

  Latencies first() {
    return first;
  }

  Latencies gaps() {
    return gaps;
  }

  long calls() {
    return first.count();
  }

  int failed() {
    return failed;
  }
}
