package com.geniinow.runtime.worker.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reports what has ended, several in one request where several are ready. One that is ready alone
 * waits for no other; a request that takes long, for one agent is busy, keeps few others waiting.
 */
public final class Reporting {
  /** Requests at once. */
  private static final int SENDERS = 4;

  /** Of JSON in one request: less than the 8 MiB that are taken. */
  private static final int MOST_BYTES = 6 << 20;

  private final CommandSideClient commandSide;
  private final Semaphore senders = new Semaphore(SENDERS);
  private final Queue<Entry> pending = new ConcurrentLinkedQueue<>();

  public Reporting(CommandSideClient commandSide) {
    this.commandSide = commandSide;
  }

  private record Entry(
      String written, @Nullable String trace, CompletableFuture<AttemptMessages.Recorded> answer) {}

  /**
   * Reports one.
   *
   * @return false if the attempt was no longer this worker's to report
   * @throws ReportRefusedException when it will be taken at no time
   */
  public boolean report(Report report)
      throws CommandSideUnavailableException, ReportRefusedException, InterruptedException {
    var entry =
        new Entry(commandSide.written(report), commandSide.trace(), new CompletableFuture<>());
    pending.add(entry);
    while (pending.contains(entry)) {
      senders.acquire();
      try {
        send(next());
      } finally {
        senders.release();
      }
    }
    var recorded = answer(entry);
    return switch (recorded.status()) {
      case 200 -> true;
      case 404 -> false;
      case 409 -> recorded.reason().equals("already_recorded");
      case 400, 413, 422 ->
          throw new ReportRefusedException("the command side answered " + recorded);
      default -> throw new CommandSideFaultException("the command side answered " + recorded);
    };
  }

  private synchronized List<Entry> next() {
    List<Entry> batch = new ArrayList<>();
    long bytes = 0;
    for (var entry = pending.peek();
        entry != null && batch.size() < CommandSideClient.MOST;
        entry = pending.peek()) {
      bytes += 4L * entry.written().length();
      if (!batch.isEmpty() && bytes > MOST_BYTES) {
        break;
      }
      batch.add(entry);
      pending.remove();
    }
    return batch;
  }

  /** Where all of a request are refused, or fail, each is sent alone: it may be one's fault. */
  private void send(List<Entry> batch) throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    try {
      var answers =
          commandSide.report(
              batch.stream().map(Entry::written).toList(),
              batch.stream().map(Entry::trace).filter(t -> t != null).findFirst().orElse(null));
      for (var n = 0; n < batch.size(); n++) {
        batch.get(n).answer().complete(answers.get(n));
      }
    } catch (ReportRefusedException | CommandSideUnavailableException e) {
      var mayBeOnes =
          e instanceof ReportRefusedException
              || e instanceof CommandSideFaultException
              || e instanceof AgentBusyException;
      if (batch.size() == 1 || !mayBeOnes) {
        batch.forEach(entry -> entry.answer().completeExceptionally(e));
        return;
      }
      for (var entry : batch) {
        send(List.of(entry));
      }
    } catch (InterruptedException | RuntimeException e) {
      batch.forEach(entry -> entry.answer().completeExceptionally(e));
      throw e;
    }
  }

  private static AttemptMessages.Recorded answer(Entry entry)
      throws CommandSideUnavailableException, ReportRefusedException, InterruptedException {
    try {
      return entry.answer().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CommandSideUnavailableException again) {
        throw again;
      }
      if (e.getCause() instanceof ReportRefusedException again) {
        throw again;
      }
      throw new CommandSideUnavailableException("the report was not sent", e.getCause());
    }
  }
}
