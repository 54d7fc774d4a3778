package com.geniinow.runtime.command.store;

/** How far this process's streaming processors have been given events. */
public interface EventReading {
  /** The highest number that was read; 0 before the first. */
  long last();

  /** Whether there are numbers below it that something may still come under. */
  boolean hasGaps();

  /** There may be events that were not read: they are read at once, or as soon as is fair. */
  void expect();

  /** Whoever waits for events is called, so that it also sees to what else is its to do. */
  void remind();
}
