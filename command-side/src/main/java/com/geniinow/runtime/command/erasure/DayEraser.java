package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.erasure.DayTextTable.Look;
import com.geniinow.runtime.command.erasure.DayTextTable.Place;
import com.geniinow.runtime.command.erasure.DayTextTable.Said;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Erases a day of an agent but for its key: empties its rows, a batch after the other, each in a
 * transaction of its own, and says so. What is left stands in the rows, so that it goes on wherever
 * a process died, and beside another one. Where a day takes several turns, each begins where the
 * last one ended, as far as this process knows; at the end such a day is looked at once more from
 * its first row, for what came late.
 */
@Component
class DayEraser {
  /** Days under way whose place is kept; the others begin at their first row. */
  private static final int DAYS = 1_000;

  private final DayTextTable text;
  private final SealedThrough sealed;
  private final AgentLine line;
  private final Now now;
  private final Cache<Day, Reached> places = Caffeine.newBuilder().maximumSize(DAYS).build();

  DayEraser(DayTextTable text, SealedThrough sealed, AgentLine line, Now now) {
    this.text = text;
    this.sealed = sealed;
    this.line = line;
    this.now = now;
  }

  private record Day(UUID agentId, LocalDate day) {}

  /**
   * Where a day is looked at next.
   *
   * @param emptied whether there was anything since it was at the first row
   * @param resumed whether that was in an earlier turn
   */
  private record Reached(Said said, Place after, boolean emptied, boolean resumed) {
    static Reached first(LocalDate day) {
      return new Reached(Said.AT_SUBMISSION, Place.before(day), false, false);
    }

    Reached later() {
      return new Reached(said, after, emptied, true);
    }

    /** Behind what was looked at, once it is empty; null where that was the end. */
    @Nullable Reached behind(Look look, LocalDate day) {
      var some = emptied || look.batch() != null;
      var next = look.next();
      if (next != null) {
        return new Reached(said, next, some, resumed);
      }
      var others = said.ordinal() + 1;
      if (others < Said.values().length) {
        return new Reached(Said.values()[others], Place.before(day), some, resumed);
      }
      return some && resumed ? first(day) : null;
    }
  }

  /**
   * Goes on with a day.
   *
   * @param most looks, each at some thousand rows with at most one batch, so that no day keeps the
   *     others waiting for long
   * @return whether it says now that the day is erased, and didn't before; not while something
   *     keeps the day, an event that is stored clear for one, nor where rows are left
   */
  boolean erase(UUID agentId, LocalDate day, int most) {
    var through = sealed.of(agentId);
    return through.isPresent() && erase(agentId, day, most, through.getAsLong());
  }

  /** The same of a day that a backup brought back, which nothing keeps. */
  boolean eraseAgain(UUID agentId, LocalDate day, int most) {
    return erase(agentId, day, most, SealedThrough.NOWHERE);
  }

  private boolean erase(UUID agentId, LocalDate day, int most, long through) {
    var key = new Day(agentId, day);
    var kept = places.getIfPresent(key);
    var at = kept == null ? Reached.first(day) : kept.later();
    for (var left = most; left > 0; left--) {
      var look = text.next(agentId, day, at.said(), at.after());
      if (!isEmptied(agentId, day, look, through)) {
        places.invalidate(key);
        return false;
      }
      at = at.behind(look, day);
      if (at == null) {
        places.invalidate(key);
        var tasks = text.tasks(agentId, day);
        return line.send(new EraseDay(agentId, day, tasks, through, now.get()));
      }
      places.put(key, at);
    }
    return false;
  }

  /** Whether nothing of it is left; not where something keeps the day. */
  private boolean isEmptied(UUID agentId, LocalDate day, Look look, long through) {
    var batch = look.batch();
    return batch == null
        || line.send(new EraseDayText(agentId, day, batch.of(), batch.rows(), through, now.get()));
  }
}
