package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.events.brake.BrakeScope;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.query.view.budget.BudgetController;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What can be stopped: nobody shall think that a wrong id has stopped anything. */
@Component
class BrakeTargets {
  private final JdbcClient system;
  private final TaskTypes types;

  BrakeTargets(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, TaskTypes types) {
    this.system = system;
    this.types = types;
  }

  /**
   * What is stopped.
   *
   * @param ofEntity the one entity that it concerns; null where it may concern all
   */
  record Target(@Nullable String id, @Nullable UUID ofEntity) {}

  /**
   * Whether a model has a price its command looks up, which sees the price book as it is then.
   *
   * @throws ProblemException 400 for an id too many or too few, 404 for one that nothing has
   */
  Target find(BrakeScope scope, @Nullable String id) {
    if (scope == BrakeScope.FLEET) {
      if (id != null) {
        throw ProblemException.invalidField("id", "must be left out for the fleet");
      }
      return new Target(null, null);
    }
    if (id == null) {
      throw ProblemException.invalidField("id", "must be given for this scope");
    }
    return switch (scope) {
      case ENTITY -> {
        var entity = BudgetController.anEntity(uuid("entity", id));
        yield new Target(
            entity.toString(),
            one("SELECT entity_id FROM agents WHERE entity_id = ? LIMIT 1", "entity", entity));
      }
      case AGENT -> {
        var agent = uuid("agent", id);
        yield new Target(
            agent.toString(),
            one("SELECT entity_id FROM agents WHERE agent_id = ?", "agent", agent));
      }
      case TASK_TYPE -> {
        if (!types.knows(id)) {
          throw ProblemException.notFound("task type", id);
        }
        yield new Target(id, null);
      }
      case MODEL, FLEET -> new Target(id, null);
    };
  }

  private UUID one(String sql, String kind, UUID id) {
    Optional<UUID> found = system.sql(sql).param(id).query(UUID.class).optional();
    return found.orElseThrow(() -> ProblemException.notFound(kind, id));
  }

  private static UUID uuid(String kind, String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw ProblemException.notFound(kind, id);
    }
  }
}
