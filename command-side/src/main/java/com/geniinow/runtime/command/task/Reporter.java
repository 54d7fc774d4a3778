package com.geniinow.runtime.command.task;

/** Who speaks for an attempt. */
public enum Reporter {
  /** A worker of the runtime, for whichever agent. */
  WORKER,
  /**
   * The agent itself: for attempts that it claimed itself, and without a word about money or about
   * calls that the runtime would have to believe.
   */
  AGENT
}
