package com.geniinow.runtime.events.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where a task is in its life. */
public enum TaskState {
  /** Its time has not come, or there was no place for it yet: it holds nothing. */
  SCHEDULED,
  /** A person must let it run; it holds what it may use meanwhile. */
  AWAITING_APPROVAL,
  /** It waits for a worker. */
  QUEUED,
  /** A worker is at it. */
  RUNNING,
  /** An attempt failed, the next one is due later. */
  RETRYING,
  COMPLETED,
  /** It was given up; an administrator may queue it again. */
  DEAD_LETTERED,
  CANCELLED,
  /** It waited until it was of no use any more. */
  EXPIRED,
  /** A person did not let it run, or nobody decided in time. */
  DENIED;

  /** Those that count against the agent's depth, as SQL writes a list. */
  public static final String OPEN_IN_SQL =
      Arrays.stream(values())
          .filter(TaskState::isOpen)
          .map(state -> "'" + state.wire() + "'")
          .collect(Collectors.joining(", ", "(", ")"));

  /** Those that wait for their end, open or scheduled, as SQL writes a list. */
  public static final String LIVING_IN_SQL =
      Arrays.stream(values())
          .filter(TaskState::isLiving)
          .map(state -> "'" + state.wire() + "'")
          .collect(Collectors.joining(", ", "(", ")"));

  /** The name on the wire and in tables, such as {@code dead_lettered}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it counts against the agent's depth: scheduled tasks and those that ended don't. */
  public boolean isOpen() {
    return this == AWAITING_APPROVAL || this == QUEUED || this == RUNNING || this == RETRYING;
  }

  /** Whether something happens to it yet by itself: it is open or scheduled. */
  public boolean isLiving() {
    return isOpen() || this == SCHEDULED;
  }

  /** All names on the wire, in the order of a task's life. */
  public static List<String> wires() {
    return Arrays.stream(values()).map(TaskState::wire).toList();
  }

  /**
   * The state of that name.
   *
   * @throws IllegalArgumentException where no state has it
   */
  public static TaskState of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
