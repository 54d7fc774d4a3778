package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.command.store.EventPages;
import com.geniinow.runtime.command.store.EventPages.Page;
import com.geniinow.runtime.command.store.EventPages.Wanted;
import com.geniinow.runtime.query.view.access.CallerReads;
import java.util.concurrent.Semaphore;

/**
 * What streams that are behind read of the store by themselves: as their callers, whom row-level
 * security shows what is theirs, and only a few at once, so that a process whose clients all come
 * back keeps its connections for others.
 */
final class StreamPages {
  private static final int ROWS = 200;

  /** Positions that one page goes over, where no index leads to what is heard. */
  private static final long STRETCH = 5_000;

  private static final int AT_ONCE = 4;

  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final EventPages pages;
  private final CallerReads reads;

  StreamPages(EventPages pages, CallerReads reads) {
    this.pages = pages;
    this.reads = reads;
  }

  /**
   * The next page.
   *
   * @param upTo the last position that may be read
   */
  Page read(OpenStream stream, long after, long upTo) throws InterruptedException {
    var heard = stream.heard();
    var wanted = new Wanted(PushedWords.stored().toList(), heard.agentId(), heard.entityId());
    long to = heard.agentId() == null ? Math.min(upTo, after + STRETCH) : upTo;
    turns.acquire();
    try {
      return reads.as(stream.caller(), jdbc -> pages.read(jdbc, wanted, after, to, ROWS));
    } finally {
      turns.release();
    }
  }
}
