package com.geniinow.runtime.query.view.access;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
   * Checks that whoever is confined to an entity asks about that one.
   *
   * @throws ProblemException 403
   */
  public static void ownEntity(Caller caller, UUID entityId) {
    var own = caller.confinedTo();
    if (own != null && !own.equals(entityId)) {
      throw ProblemException.forbidden();
    }
  }

  /**
   * The entity that a list is narrowed to: the one asked for, or the caller's own, which row-level
   * security leaves it anyway and which, said, chooses an index. Null for all.
   *
   * @throws ProblemException 403 for whoever is confined to another one
   */
  public static @Nullable UUID entityOf(Caller caller, @Nullable UUID asked) {
    if (asked != null) {
      ownEntity(caller, asked);
      return asked;
    }
    return caller.confinedTo();
  }

  /**
   * Checks the agent that a list is narrowed to by its query.
   *
   * @param asked null for any
   * @param entity that was asked for too; null for none
   * @throws ProblemException 403 where who is confined to an entity asks for one that isn't its,
   *     whether or not there is one; 404 where another asks for none there is, or one that is not
   *     of the entity
   */
  public static void agentOf(
      JdbcClient jdbc, Caller caller, @Nullable UUID asked, @Nullable UUID entity) {
    if (asked == null) {
      return;
    }
    var found =
        jdbc.sql("SELECT entity_id FROM agents WHERE agent_id = ?")
            .param(asked)
            .query(UUID.class)
            .optional();
    if (found.isEmpty() || (entity != null && !entity.equals(found.get()))) {
      throw caller.confinedTo() == null
          ? ProblemException.notFound("agent", asked)
          : ProblemException.forbidden();
    }
  }
}
