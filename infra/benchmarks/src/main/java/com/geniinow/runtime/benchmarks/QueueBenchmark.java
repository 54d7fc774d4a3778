package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.queue.Ending;
import com.geniinow.runtime.queue.QueueAutoConfiguration;
import com.geniinow.runtime.queue.QueuedTask;
import com.geniinow.runtime.queue.TaskQueue;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Claims and finishes over many agents with work, as workers ask for them, on Redis alone. */
final class QueueBenchmark {
  private static final Duration LEASE = Duration.ofMinutes(5);

  /** More than one agent may run at once, so that no claim is refused for its limit. */
  private static final int LIMIT = 100;

  private final Clock clock;
  private final int agents;
  private final int tasks;
  private final List<Integer> workers;
  private final List<Integer> batches;

  QueueBenchmark(Options options, Clock clock) {
    this.clock = clock;
    agents = options.number("agents", 1000);
    tasks = options.number("tasks-each", 20);
    workers = options.numbers("workers", "1,8");
    batches = options.numbers("batch", "1,16");
    options.refuseOthers();
  }

  void run() {
    var report = new Report("queue", clock);
    try (var servers = new Servers();
        var spring = new AnnotationConfigApplicationContext()) {
      spring
          .getEnvironment()
          .getPropertySources()
          .addFirst(
              new MapPropertySource(
                  "benchmark", Map.of("genii.redis-url", servers.services().redisUrl())));
      spring.register(QueueAutoConfiguration.class);
      spring.refresh();
      var queue = spring.getBean(TaskQueue.class);
      measure(queue, servers, 1, 1, null); // to warm up
      for (int count : workers) {
        for (int batch : batches) {
          measure(queue, servers, count, batch, report);
        }
      }
    }
    report.finish();
  }

  private void measure(
      TaskQueue queue,
      Servers servers,
      int count,
      int batch,
      @org.jspecify.annotations.Nullable Report report) {
    int total = agents * tasks;
    Report.progress("queueing %d tasks of %d agents".formatted(total, agents));
    long addStart = System.nanoTime();
    var ids = Stream.generate(UUID::randomUUID).limit(agents).toList();
    for (var n = 0; n < total; n++) {
      queue.add(new QueuedTask(ids.get(n % agents), UUID.randomUUID(), 1, "simulate"), LIMIT);
    }
    double adding = (System.nanoTime() - addStart) / 1e9;
    Report.progress("%d workers claim %d at a time".formatted(count, batch));
    long self = ProcessHandle.current().pid();
    var side =
        new Side(
            new CpuMeter()
                .watch("redis", servers::redisCpu)
                .watch("the workers", () -> ProcessCpu.of(self)));
    side.run(() -> side.add(new Latencies(), total, drain(queue, count, batch, side.latencies())));
    if (report == null) {
      return;
    }
    report.section("%d workers, %d a claim, %d agents".formatted(count, batch, agents));
    report.figure("queued per second, by one", Report.format(total / adding));
    report.figure("claimed and finished per second", Report.format(side.perSecond()));
    side.describe(report, "claim: ");
    report.result(count + "_workers_" + batch, side.asMap());
  }

  /** Claims and finishes all there is; the seconds it took. */
  private static double drain(TaskQueue queue, int count, int batch, Latencies latencies) {
    long start = System.nanoTime();
    try (var threads = Executors.newFixedThreadPool(count)) {
      List<Callable<Latencies>> calls = new ArrayList<>();
      for (var n = 0; n < count; n++) {
        var name = "worker-" + n;
        calls.add(() -> work(queue, name, batch));
      }
      for (Future<Latencies> done : threads.invokeAll(calls)) {
        latencies.add(done.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static Latencies work(TaskQueue queue, String name, int batch) {
    var latencies = new Latencies();
    while (true) {
      long start = System.nanoTime();
      var jobs = queue.claim(name, batch, LEASE);
      latencies.record(System.nanoTime() - start);
      if (jobs.isEmpty()) {
        return latencies;
      }
      for (var job : jobs) {
        if (!queue.finish(job, Ending.COMPLETED)) {
          throw new IllegalStateException("lost " + job);
        }
      }
    }
  }
}
