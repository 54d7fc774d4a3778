package com.geniinow.runtime.events.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where a task is in its life. */
public enum TaskState {
  /** It waits for a worker. */
  QUEUED,
  /** A worker is at it. */
  RUNNING,
  /** An attempt failed, the next one is due later. */
  RETRYING,
  COMPLETED,
  /** It was given up; an administrator may queue it again. */
  DEAD_LETTERED,
  CANCELLED;

  /** Those that count against the agent's depth, as SQL writes a list. */
  public static final String OPEN_IN_SQL =
      Arrays.stream(values())
          .filter(TaskState::isOpen)
          .map(state -> "'" + state.wire() + "'")
          .collect(Collectors.joining(", ", "(", ")"));

  /** The name on the wire and in tables, such as {@code dead_lettered}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it counts against the agent's depth: queued, running and retrying do. */
  public boolean isOpen() {
    return this == QUEUED || this == RUNNING || this == RETRYING;
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
