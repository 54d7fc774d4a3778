package com.geniinow.runtime.worker;

import com.geniinow.runtime.worker.executor.Attempt;
import com.geniinow.runtime.worker.executor.Outcome;
import com.geniinow.runtime.worker.executor.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What is reported after a report was refused. An attempt that goes unreported is left to its lease
 * and run again, and what it bought is bought again: so the last report is one that can't be
 * refused.
 */
final class Reports {
  /** How often a report is sent that the command side fails on, before another one is tried. */
  static final int TRIES_OF_A_FAULT = 3;

  /** As often the last one is tried, then the attempt is left to its lease. */
  static final int TRIES_OF_THE_LAST = 3;

  static final String RESULT_REFUSED = "the result was refused and is not stored";

  static final String RELEASE_REFUSED = "the worker stopped before the task was done";

  static final String LAST = "the attempt ended, but its report was refused";

  private Reports() {}

  /**
   * The next report: that the result was refused, then a fixed text with what was held for the
   * attempt, the most it can have used. Why is for the log: the command side's answer to a worker
   * is no answer to the task's author.
   *
   * @return null after the last one
   */
  static @Nullable Outcome after(Outcome refused, Attempt attempt) {
    if (refused instanceof Outcome.Completed completed) {
      return new Outcome.Failed(RESULT_REFUSED, false, completed.usage());
    }
    if (refused instanceof Outcome.Released released) {
      return new Outcome.Failed(RELEASE_REFUSED, true, released.usage());
    }
    if (refused instanceof Outcome.Failed failed && !failed.error().equals(LAST)) {
      var held = new Usage(attempt.model(), 0, attempt.reservedTokens());
      return new Outcome.Failed(
          LAST, false, failed.usage() == null ? null : held, null, failed.cause());
    }
    return null;
  }
}
