package com.geniinow.runtime.platform.work;

import java.time.LocalDate;
import java.util.UUID;

/** State that a module keeps in order to start from it, and can make of events again. */
public interface KeptState {
  /**
   * Removes whatever may hold what an agent's tasks said on a day (UTC), under the keys of whatever
   * later days. Done again, it finds nothing.
   */
  void forgetDay(UUID agentId, LocalDate day);
}
