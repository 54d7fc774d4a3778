package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The entity of each agent, as the shadow of agents has it: what rows of agents are filled with.
 */
final class Owners {
  /** Kept from batch to batch, about 150 bytes each. */
  private static final int KEPT = 50_000;

  private final JdbcClient jdbc;
  private final Map<UUID, String> entities = new HashMap<>();

  /** Whose rows say themselves whose they are. */
  private static final Map<UUID, String> PLATFORM = Map.of(Ids.PLATFORM, Ids.PLATFORM.toString());

  Owners(JdbcClient jdbc) {
    this.jdbc = jdbc;
    entities.putAll(PLATFORM);
  }

  /** Whether none of these would have to be read. */
  boolean knows(Collection<UUID> agents) {
    return entities.size() <= KEPT && entities.keySet().containsAll(agents);
  }

  /** Reads those that are there already, before a batch that has something to say of them. */
  void read(Collection<UUID> agents) {
    if (entities.size() > KEPT) {
      entities.clear();
      entities.putAll(PLATFORM);
    }
    var unknown =
        agents.stream().filter(agent -> !entities.containsKey(agent)).toArray(UUID[]::new);
    jdbc.sql("SELECT agent_id, entity_id::text FROM pg_temp.agents WHERE agent_id = ANY (?)")
        .param(new SqlArrayValue("uuid", unknown))
        .query(
            row -> {
              entities.put(row.getObject(1, UUID.class), row.getString(2));
            });
  }

  /** Takes up an agent that the batch itself makes. */
  void add(UUID agent, String entity) {
    entities.put(agent, entity);
  }

  String of(UUID agent) {
    var entity = entities.get(agent);
    if (entity == null) {
      throw new IncorrectUpdateSemanticsDataAccessException("no row of agents for " + agent);
    }
    return entity;
  }
}
