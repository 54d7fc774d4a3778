package com.geniinow.runtime.queue;

/**
 * How a claimed job ended, as queue tools show it. What really happened is in the task's record.
 */
public enum Ending {
  COMPLETED("completed", "null"),
  FAILED("failed", "attempt failed; see the task's record");

  private final String state;
  private final String value;

  Ending(String state, String value) {
    this.state = state;
    this.value = value;
  }

  /** BullMQ's name of the state. */
  String state() {
    return state;
  }

  /** What stands as the job's return value or failure reason: nothing of the task's content. */
  String value() {
    return value;
  }
}
