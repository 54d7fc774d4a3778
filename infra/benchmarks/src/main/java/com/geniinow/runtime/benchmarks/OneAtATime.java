package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Submits tasks one after the other, each when the one before is completed. */
final class OneAtATime {
  private static final Duration LONGEST_TASK = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(300);
  private static final String ENDED =
      "SELECT 1 FROM agent_tasks WHERE task_id = ? AND status = 'completed'";
  private static final String OPEN =
      "SELECT count(*) FROM agent_tasks WHERE status IN ('queued', 'running', 'retrying')";

  /** From the request to its answer 202, and from the request to the task's end. */
  final Latencies answered = new Latencies();

  final Latencies completed = new Latencies();

  /** Adds so many tasks, the requests in turns. */
  void run(Servers servers, int port, List<byte[]> requests, int tasks) {
    try (var connection = new HttpConnection(port);
        var database = servers.superuser();
        var ended = database.prepareStatement(ENDED)) {
      for (var n = 0; n < tasks; n++) {
        long start = System.nanoTime();
        var status = connection.send(requests.get(n % requests.size()));
        answered.record(System.nanoTime() - start);
        if (status != 202) {
          throw new IllegalStateException("a submission answered " + connection.body());
        }
        awaitEnd(ended, UUID.fromString(connection.text("task_id")));
        completed.record(System.nanoTime() - start);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Seen as any other reader sees it: after the commit, by a lookup that costs nearly nothing. */
  private static void awaitEnd(PreparedStatement ended, UUID task) throws SQLException {
    long deadline = System.nanoTime() + LONGEST_TASK.toNanos();
    ended.setObject(1, task);
    while (true) {
      try (var rows = ended.executeQuery()) {
        if (rows.next()) {
          return;
        }
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(task + " was not completed in " + LONGEST_TASK);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** Waits until no task of anybody is open. */
  static void awaitNoneOpen(Servers servers) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    try (var database = servers.superuser();
        var open = database.prepareStatement(OPEN)) {
      while (true) {
        try (var rows = open.executeQuery()) {
          rows.next();
          if (rows.getLong(1) == 0) {
            return;
          }
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("tasks are still open");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
