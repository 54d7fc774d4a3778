package com.geniinow.runtime.worker.client;

/** What the command side says of an attempt that still runs. */
public enum Beat {
  /** It goes on, for another lease. */
  GOES_ON,
  /** It was ended: only what it used is still wanted. */
  STOP,
  /** It is no longer this worker's. */
  LOST
}
