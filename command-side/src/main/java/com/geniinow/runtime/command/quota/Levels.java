package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.LimitKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The limits above an agent's own, as its quota asks for them inside the agent's transaction. What
 * they have let in counts against them from that transaction's commit on; a transaction that is
 * rolled back has taken nothing.
 */
public interface Levels {
  /** No such limits. */
  Levels NONE = new NoLevels();

  /**
   * Lets an agent hold more, at all levels or at none.
   *
   * @param own what the agent has used and holds, without this
   * @param tokens null where none are asked for
   * @param costUsd null where none is asked for
   * @param overage is told each limit that is passed and doesn't block
   * @return the limit that has no room; null where all have
   */
  @Nullable LimitFigures take(
      Own own,
      @Nullable BigDecimal tokens,
      @Nullable BigDecimal costUsd,
      Consumer<LimitFigures> overage,
      Instant at);

  /** Whether {@link #take} would refuse nothing now; nothing is taken. */
  boolean isFree(Own own, BigDecimal tokens, BigDecimal costUsd, Instant at);

  /** Whether any of them limits money and doesn't simply allow more. */
  boolean limitMoney(Instant at);

  /**
   * Notes what was used above its hold, whether there is room or not.
   *
   * @param own as of {@link #take}, of the month and the day that are open
   * @param tokens 0 or more, in that month
   * @param costUsd 0 or more, in that month
   * @param isToday whether they count in that day, too
   * @param overage is told each limit that is passed
   */
  void count(
      Own own,
      BigDecimal tokens,
      BigDecimal costUsd,
      boolean isToday,
      Consumer<LimitFigures> overage,
      Instant at);

  /**
   * How much more every blocking limit has room for.
   *
   * @param own as of {@link #take}; of windows that are over nothing is left
   * @param wanted more is never needed: where that much is known to be free, it may be the answer
   * @return null where nothing blocks
   */
  @Nullable BigDecimal left(Own own, LimitKind kind, BigDecimal wanted, Instant at);
}
