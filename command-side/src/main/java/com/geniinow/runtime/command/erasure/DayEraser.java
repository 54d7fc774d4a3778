package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.erasure.DayTextTable.Place;
import com.geniinow.runtime.command.erasure.DayTextTable.Said;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.time.LocalDate;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Erases a day of an agent but for its key: empties its rows, a batch after the other, each in a
 * transaction of its own, and says so. What is left stands in the rows, so that it goes on wherever
 * a process died, and beside another one.
 */
@Component
class DayEraser {
  private final DayTextTable text;
  private final AgentLine line;
  private final Now now;

  DayEraser(DayTextTable text, AgentLine line, Now now) {
    this.text = text;
    this.line = line;
    this.now = now;
  }

  /**
   * Goes on with a day.
   *
   * @param most batches, so that none keeps the others waiting for long
   * @return whether it says now that the day is erased, and didn't before; not while something
   *     keeps the day, nor where rows are left
   */
  boolean erase(UUID agentId, LocalDate day, int most) {
    var left = most;
    for (var said : Said.values()) {
      var batch = text.next(agentId, day, said, Place.before(day));
      while (batch != null) {
        if (left == 0
            || !line.send(new EraseDayText(agentId, day, batch.of(), batch.rows(), now.get()))) {
          return false;
        }
        left--;
        batch = text.next(agentId, day, said, batch.last());
      }
    }
    return line.send(new EraseDay(agentId, day, text.tasks(agentId, day), now.get()));
  }
}
