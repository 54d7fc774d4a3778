package com.geniinow.runtime.benchmarks;

import java.util.UUID;

/**
 * What a budget would cost as one row that counts: a trigger adds each new task's estimate to its
 * entity's row, which stays locked until the submission's transaction has ended. It is taken as
 * late as it can be, and decides nothing.
 */
final class NaiveBudget {
  private final Servers servers;

  private NaiveBudget(Servers servers) {
    this.servers = servers;
  }

  /** Counts from now on for whoever has a row; for everybody else it looks for one in vain. */
  static NaiveBudget install(Servers servers) {
    servers.execute(
        """
        CREATE TABLE naive_budgets (entity_id uuid PRIMARY KEY, held bigint NOT NULL);
        CREATE FUNCTION naive_hold() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
          UPDATE naive_budgets SET held = held + NEW.estimated_tokens
          WHERE entity_id = NEW.entity_id;
          RETURN NULL;
        END $$;
        CREATE TRIGGER naive_hold AFTER INSERT ON agent_tasks
        FOR EACH ROW EXECUTE FUNCTION naive_hold()""");
    return new NaiveBudget(servers);
  }

  /** Gives an entity a row. */
  void of(UUID entity) {
    servers.execute("INSERT INTO naive_budgets VALUES ('" + entity + "', 0)");
  }
}
