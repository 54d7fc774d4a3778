package com.geniinow.runtime.command.file;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Gives up a file that did not come, unless it was kept; answers whether it stays.
 *
 * @param onlyIfDead to leave alone what a process still renews, too
 */
record AbandonFile(UUID agentId, UUID fileId, String reason, boolean onlyIfDead, Instant at)
    implements AgentCommand<Boolean> {
  @Override
  public boolean needsItsCaller() {
    return false;
  }
}
