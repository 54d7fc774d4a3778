package com.geniinow.runtime.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Runs things at once. */
public final class Parallel {
  private Parallel() {}

  /** Runs as many calls as asked for, all let go at the same moment; answers in their order. */
  public static <T> List<T> all(int calls, IntFunction<T> call) throws Exception {
    var start = new CountDownLatch(1);
    return run(
        calls,
        calls,
        n -> {
          start.await();
          return call.apply(n);
        },
        start);
  }

  /** Runs calls on a number of threads. */
  public static <T> List<T> on(int threads, int calls, IntFunction<T> call) throws Exception {
    return run(threads, calls, call::apply, new CountDownLatch(0));
  }

  private static <T> List<T> run(int threads, int calls, Numbered<T> call, CountDownLatch start)
      throws Exception {
    try (var executor = Executors.newFixedThreadPool(threads, Thread.ofVirtual().factory())) {
      List<Future<T>> futures = new ArrayList<>();
      for (var n = 0; n < calls; n++) {
        int number = n;
        futures.add(executor.submit((Callable<T>) () -> call.run(number)));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (var future : futures) {
        results.add(get(future));
      }
      return results;
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private interface Numbered<T> {
    T run(int number) throws Exception;
  }
}
