package com.geniinow.runtime.platform.work;

import java.util.Collection;
import java.util.UUID;

/** Hears of tasks that have ended, from the process whose commit ended them. */
public interface TaskEnds {
  /** Is called after the commit, on its thread; must neither wait nor fail. */
  void ended(Collection<UUID> taskIds);
}
