package com.geniinow.runtime.platform.work;

import java.util.UUID;

/** Notes in an agent's ledger that somebody is given all there is of it. */
public interface ExportNote {
  /**
   * Is called before anything is given out; what can't be noted isn't.
   *
   * @param lines of all that isn't a file, as they were counted
   * @param files how many there are
   * @param by the subject of whoever is given it
   */
  void taken(UUID agentId, UUID exportId, long lines, long files, String by);
}
