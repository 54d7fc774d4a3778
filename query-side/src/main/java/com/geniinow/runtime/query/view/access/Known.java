package com.geniinow.runtime.query.view.access;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Refuses what lists don't: for what doesn't exist, or is another's, they would be empty. */
public final class Known {
  private Known() {}

  /**
   * Checks that an agent exists for the current reader.
   *
   * @throws ProblemException 404
   */
  public static void agent(JdbcClient jdbc, UUID agentId) {
    if (jdbc.sql("SELECT 1 FROM agents WHERE agent_id = ?")
        .param(agentId)
        .query(Integer.class)
        .optional()
        .isEmpty()) {
      throw ProblemException.notFound("agent", agentId);
    }
  }

  /**
   * Checks that an entity has a budget, for the current reader.
   *
   * @throws ProblemException 404
   */
  public static void budget(JdbcClient jdbc, UUID entityId) {
    if (jdbc.sql("SELECT 1 FROM budgets WHERE agent_id = ?")
        .param(Ids.budgetOf(entityId))
        .query(Integer.class)
        .optional()
        .isEmpty()) {
      throw ProblemException.notFound("budget of", entityId);
    }
  }

  /**
   * Checks that a founder asks about its own entity.
   *
   * @throws ProblemException 403
   */
  public static void ownEntity(Caller caller, UUID entityId) {
    if (caller.role() == Role.FOUNDER && !entityId.equals(caller.entityId())) {
      throw ProblemException.forbidden();
    }
  }
}
