package com.geniinow.runtime.query.view.access;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers 404 for an agent that doesn't exist, where its list would only be empty. */
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
