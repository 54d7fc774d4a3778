package com.geniinow.runtime.command.brake;

import java.time.Duration;

/** What becomes of tasks when a brake is set or released. */
public interface StoppedTasks {
  /**
   * Ends running attempts that brakes in force stop.
   *
   * @param most the longest that it may take
   * @return whether none of them runs any more
   */
  boolean end(Duration most);

  /** Lets tasks go on that nothing stops any more; what can't go on yet is asked again later. */
  void goOn();
}
