package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.quota.StorageAdmission;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where uploads wait that may yet fit, each for a bounded time, with their place in {@link
 * UploadPlaces} but no lock, no agent's permit and no connection. An agent's ask in turn, one at a
 * time, so that a crowd costs no more than one.
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
    var result = once(ask, !patience.isOver());
    if (result != null) {
      return result;
    }
    var line = join(agentId);
    try {
      return inTurn(line.turn, patience, ask);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ask.ask(false);
    } finally {
      leave(agentId, line);
    }
  }

  /** Whoever has asked goes to the end: the next one may be what it waits for. */
  private static ReserveResult inTurn(Semaphore turn, Patience patience, Ask ask)
      throws InterruptedException {
    while (turn.tryAcquire(patience.left(), TimeUnit.NANOSECONDS)) {
      try {
        var result = once(ask, !patience.isOver());
        if (result != null) {
          return result;
        }
        LockSupport.parkNanos(FileLimits.PAUSE.toNanos());
      } finally {
        turn.release();
      }
    }
    return ask.ask(false);
  }

  /** The answer; null for {@code Later}, and while the agent is too busy to be asked. */
  private static @Nullable ReserveResult once(Ask ask, boolean mayWait) {
    try {
      var result = ask.ask(mayWait);
      return result.admission() instanceof StorageAdmission.Later ? null : result;
    } catch (RefusedException e) {
      if (mayWait && e.refusal() instanceof Refusal.AgentBusy) {
        return null;
      }
      throw e;
    }
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
