package com.geniinow.runtime.query.view.access;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells an empty list from a list of nobody's. */
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
}
