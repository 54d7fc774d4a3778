package com.geniinow.runtime.command.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * How many of all were bad lately, in this process. Counted by others since the start; looked at
 * now and then.
 */
final class Share {
  private final String kind;
  private final LongSupplier total;
  private final LongSupplier bad;
  private final Deque<Counts> looks = new ArrayDeque<>();
  private Counts told = new Counts(Instant.EPOCH, 0, 0);

  /**
   * @param kind names it in the tables
   * @param total all there were since the start
   * @param bad those of them that were bad
   */
  Share(String kind, LongSupplier total, LongSupplier bad) {
    this.kind = kind;
    this.total = total;
    this.bad = bad;
  }

  record Counts(Instant at, long total, long bad) {
    Counts since(Counts earlier) {
      return new Counts(at, total - earlier.total, bad - earlier.bad);
    }
  }

  String kind() {
    return kind;
  }

  /** What came since {@link #told}; also moves the window on to this moment. */
  synchronized Counts look(Instant now, Duration window) {
    var current = new Counts(now, total.getAsLong(), bad.getAsLong());
    looks.addLast(current);
    while (looks.size() > 1 && looks.getFirst().at().isBefore(now.minus(window))) {
      looks.removeFirst();
    }
    return current.since(told);
  }

  /** These counts are where all processes' are added up; they need not be told again. */
  synchronized void told(Counts news) {
    told = new Counts(news.at(), told.total() + news.total(), told.bad() + news.bad());
  }

  /** The share within the window, from 0 to 1; 0 when there was nothing. */
  synchronized double recent() {
    if (looks.isEmpty()) {
      return 0;
    }
    var lately =
        new Counts(looks.getLast().at(), total.getAsLong(), bad.getAsLong())
            .since(looks.getFirst());
    return lately.total() == 0 ? 0 : (double) lately.bad() / lately.total();
  }
}
