package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.agent.AgentStatus;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Agents of which no text is kept any more: there is no key that it could be sealed under. */
@Component
class ErasedAgents {
  private final JdbcClient jdbc;

  ErasedAgents(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Passes an agent of which text may be kept; inside a command of it.
   *
   * @throws RefusedException for one that is erased, or is being erased: it was terminated before
   */
  void refuse(UUID agentId) {
    if (has(agentId)) {
      throw new Refusal.AgentNotActive(agentId, AgentStatus.TERMINATED).exception();
    }
  }

  /** Whether it is one of them; inside a command of it. */
  boolean has(UUID agentId) {
    return jdbc.sql("SELECT 1 FROM erasures WHERE agent_id = ?")
        .param(agentId)
        .query(Integer.class)
        .optional()
        .isPresent();
  }
}
