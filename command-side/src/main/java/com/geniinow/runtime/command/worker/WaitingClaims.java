package com.geniinow.runtime.command.worker;

import com.geniinow.runtime.command.task.Reporter;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Bounds the claims of one caller that wait at once, in this process: each has a connection, of
 * which others need some too.
 */
@Component
class WaitingClaims {
  /** Of an agent. */
  static final int MOST_OF_AN_AGENT = 32;

  /** Of workers' processes that share a name. */
  static final int MOST_OF_A_WORKER = 1_000;

  private final ConcurrentHashMap<String, Integer> waiting = new ConcurrentHashMap<>();

  /** False where the caller has as many as it may. */
  boolean enter(ClaimWish wish) {
    var most = wish.by() == Reporter.AGENT ? MOST_OF_AN_AGENT : MOST_OF_A_WORKER;
    if (waiting.merge(wish.caller(), 1, Integer::sum) <= most) {
      return true;
    }
    leave(wish);
    return false;
  }

  void leave(ClaimWish wish) {
    waiting.computeIfPresent(wish.caller(), (caller, n) -> n == 1 ? null : n - 1);
  }
}
