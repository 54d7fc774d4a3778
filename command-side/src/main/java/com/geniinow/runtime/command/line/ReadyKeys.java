package com.geniinow.runtime.command.line;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.KeysUnavailableException;

/**
 * Has an agent's key at hand before its command begins a transaction: where keys are wrapped by a
 * service that is slow, only the agent whose key it is waits for it, and holds nothing that others
 * need.
 */
final class ReadyKeys {
  private final DataKeys keys;

  ReadyKeys(DataKeys keys) {
    this.keys = keys;
  }

  /**
   * Not for commands of the platform's line and of budgets, whose events aren't sealed.
   *
   * @throws KeysUnavailableException when the key can't be had now
   */
  void prepare(AgentCommand<?> command) {
    var agentId = command.agentId();
    var newEntity = command.newEntityId();
    if (!agentId.equals(Ids.PLATFORM)
        && (newEntity == null || !agentId.equals(Ids.budgetOf(newEntity)))) {
      keys.prepare(agentId, newEntity != null);
    }
  }
}
