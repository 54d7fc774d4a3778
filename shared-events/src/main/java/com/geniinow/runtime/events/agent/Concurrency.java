package com.geniinow.runtime.events.agent;

/**
 * How many tasks of one agent may run at once.
 *
 * @param tasks 1 to {@value #MOST}
 */
public record Concurrency(int tasks) {
  public static final int LEAST = 1;

  /** An agent's queue holds no more tasks than that. */
  public static final int MOST = 100;

  /** The field of an agent's metadata that sets its own. */
  public static final String FIELD = "concurrency";

  /** What the field's text is where it is one, as a regular expression of PostgreSQL's. */
  public static final String IN_SQL = "^([1-9][0-9]?|100)$";

  /** What is said where it is none. */
  public static final String RULE = "must be a whole number from " + LEAST + " to " + MOST;

  public Concurrency {
    if (!isOne(tasks)) {
      throw new IllegalArgumentException("concurrency " + RULE + ", not " + tasks);
    }
  }

  /** Whether a number may be one. */
  public static boolean isOne(long tasks) {
    return tasks >= LEAST && tasks <= MOST;
  }
}
