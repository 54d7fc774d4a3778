package com.geniinow.runtime.command.worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * Does something for each of many: those of one agent one after the other, in their order, and
 * different agents at once, so many of one request. Who waits for its agent's turn has no
 * connection, and keeps nobody of another request waiting.
 */
@Component
class AgentTurns {
  private static final int MOST_AT_ONCE = 16;

  /**
   * What came of each, in the order of the items.
   *
   * @param agentOf whose turn an item is
   * @throws RuntimeException the first that was thrown, once all were done
   */
  <I, R> List<R> each(List<I> items, Function<I, UUID> agentOf, Function<I, R> act) {
    Map<UUID, List<Integer>> turns = new LinkedHashMap<>();
    for (var n = 0; n < items.size(); n++) {
      turns.computeIfAbsent(agentOf.apply(items.get(n)), id -> new ArrayList<>()).add(n);
    }
    if (turns.size() == 1) {
      return inOrder(items, act);
    }
    var results = new ArrayList<R>();
    items.forEach(item -> results.add(null));
    var caller = SecurityContextHolder.getContext();
    var free = new Semaphore(MOST_AT_ONCE);
    List<Future<?>> ends = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var turn : turns.values()) {
        ends.add(
            threads.submit(
                () -> {
                  free.acquireUninterruptibly();
                  try {
                    SecurityContextHolder.setContext(caller);
                    var own = inOrder(turn.stream().map(items::get).toList(), act);
                    synchronized (results) {
                      for (var n = 0; n < own.size(); n++) {
                        results.set(turn.get(n), own.get(n));
                      }
                    }
                  } finally {
                    free.release();
                  }
                }));
      }
    }
    ends.forEach(AgentTurns::mustHaveEnded);
    return results;
  }

  private static <I, R> List<R> inOrder(List<I> items, Function<I, R> act) {
    List<R> results = new ArrayList<>();
    RuntimeException failed = null;
    for (var item : items) {
      try {
        results.add(act.apply(item));
      } catch (RuntimeException e) {
        failed = failed == null ? e : failed;
      }
    }
    if (failed != null) {
      throw failed;
    }
    return results;
  }

  private static void mustHaveEnded(Future<?> end) {
    try {
      end.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted after all was done", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      throw new IllegalStateException("a turn of an agent failed", e.getCause());
    }
  }
}
