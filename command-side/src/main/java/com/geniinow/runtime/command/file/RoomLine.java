package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.quota.StorageAdmission;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Where uploads wait that may yet fit, each for a bounded time; nobody holds a lock, a permit or a
 * connection there. Of an agent's the first alone asks again, so that a crowd costs no more than
 * one.
 */
final class RoomLine {
  private final Map<UUID, Line> lines = new HashMap<>();

  /** Asks for room; answers {@code Later} only where that was allowed. */
  interface Ask {
    ReserveResult ask(boolean mayWait);
  }

  private static final class Line {
    private final Semaphore turn = new Semaphore(1, true);
    private int uploads;
  }

  /** Asks until the answer is another than {@code Later}, for as long as there is patience. */
  ReserveResult decide(UUID agentId, Patience patience, Ask ask) {
    var result = ask.ask(!patience.isOver());
    if (!isLater(result)) {
      return result;
    }
    var line = join(agentId);
    try {
      return inLine(line.turn, patience, ask);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ask.ask(false);
    } finally {
      leave(agentId, line);
    }
  }

  private static ReserveResult inLine(Semaphore turn, Patience patience, Ask ask)
      throws InterruptedException {
    if (!turn.tryAcquire(patience.left(), TimeUnit.NANOSECONDS)) {
      return ask.ask(false);
    }
    try {
      while (true) {
        var result = ask.ask(!patience.isOver());
        if (!isLater(result)) {
          return result;
        }
        LockSupport.parkNanos(FileLimits.PAUSE.toNanos());
      }
    } finally {
      turn.release();
    }
  }

  private static boolean isLater(ReserveResult result) {
    return result.admission() instanceof StorageAdmission.Later;
  }

  private Line join(UUID agentId) {
    synchronized (lines) {
      var line = lines.computeIfAbsent(agentId, id -> new Line());
      line.uploads++;
      return line;
    }
  }

  private void leave(UUID agentId, Line line) {
    synchronized (lines) {
      line.uploads--;
      if (line.uploads == 0) {
        lines.remove(agentId);
      }
    }
  }
}
