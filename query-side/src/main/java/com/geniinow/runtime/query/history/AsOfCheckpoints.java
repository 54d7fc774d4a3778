package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.database.Seal;
import com.geniinow.runtime.platform.sealing.BrokenSealException;
import com.geniinow.runtime.platform.sealing.SealedState;
import com.geniinow.runtime.platform.work.KeptState;
import com.geniinow.runtime.query.record.Change;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table audit_checkpoints: an agent's rows as its first so many events left them. Axon's own
 * snapshots won't do: each deletes the one before. A row without the seal of the services is passed
 * over, as somebody else may have written it, and made anew when its place is come by. One whose
 * key is gone is as good as none.
 */
final class AsOfCheckpoints implements KeptState {
  private static final Logger log = LoggerFactory.getLogger(AsOfCheckpoints.class);
  private static final String NAME = "checkpoint of the past";

  /** So many are held in memory while they are looked through. */
  private static final int PAGE = 10;

  /** When something was said that a task's row holds. */
  private static final List<String> SAID =
      List.of("created_at", "completed_at", "error_at", "approved_at");

  /** Of {@code s}: whether anything of an agent was ever sealed, or may never be. */
  private static final String HAS_KEYS =
      """
      (EXISTS (SELECT FROM sealing_keys.of_agents k WHERE k.agent_id = s.agent_id)
        OR EXISTS (SELECT FROM sealing_keys.destroyed d WHERE d.agent_id = s.agent_id))\
      """;

  private static final TypeReference<Map<String, List<Map<String, @Nullable String>>>> STATE =
      new TypeReference<>() {};

  private static final RowMapper<Checkpoint> CHECKPOINT =
      (row, n) ->
          new Checkpoint(
              row.getLong(1),
              row.getLong(2),
              row.getObject(3, OffsetDateTime.class).toInstant(),
              row.getString(4),
              row.getString(5));

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Seal seal;
  private final SealedState states;

  AsOfCheckpoints(JdbcClient jdbc, JsonMapper json, Seal seal, SealedState states) {
    this.jdbc = jdbc;
    this.json = json;
    this.seal = seal;
    this.states = states;
  }

  /**
   * How far an agent had come.
   *
   * @param globalIndex of its last event so far
   * @param reachedAt the latest time of any of its events so far
   * @param state as it is kept
   * @param seal null where it was kept before there were seals
   */
  record Checkpoint(
      long globalIndex, long events, Instant reachedAt, String state, @Nullable String seal) {
    Checkpoint(long globalIndex, long events, Instant reachedAt) {
      this(globalIndex, events, reachedAt, "{}", null);
    }

    private String[] sealed(UUID agentId) {
      return new String[] {
        NAME,
        agentId.toString(),
        Long.toString(globalIndex),
        Long.toString(events),
        reachedAt.toString(),
        state
      };
    }
  }

  /** The last one that holds no event later than a moment; null where there is none. */
  @Nullable Checkpoint latest(UUID agentId, Instant at) {
    long before = Long.MAX_VALUE;
    while (true) {
      var found = latest(agentId, at, before);
      if (found == null || (isOurs(agentId, found) && !isGone(agentId, found))) {
        return found;
      }
      before = found.globalIndex();
    }
  }

  private @Nullable Checkpoint latest(UUID agentId, Instant at, long before) {
    return jdbc.sql(
            """
            SELECT global_index, events, reached_at, state, seal FROM audit_checkpoints
            WHERE agent_id = ? AND reached_at <= ? AND global_index < ?
            ORDER BY global_index DESC LIMIT 1""")
        .param(agentId)
        .param(at.atOffset(ZoneOffset.UTC))
        .param(before)
        .query(CHECKPOINT)
        .optional()
        .orElse(null);
  }

  private boolean isOurs(UUID agentId, Checkpoint checkpoint) {
    return seal.matches(checkpoint.seal(), checkpoint.sealed(agentId));
  }

  /** The agents that have checkpoints; of an entity, or all. */
  List<UUID> agents(@Nullable UUID entityId) {
    return jdbc.sql(
            """
            SELECT DISTINCT agent_id FROM audit_checkpoints
            WHERE entity_id = CAST(:entity AS uuid) OR CAST(:entity AS uuid) IS NULL ORDER BY agent_id""")
        .param("entity", entityId)
        .query(UUID.class)
        .list();
  }

  private boolean isGone(UUID agentId, Checkpoint kept) {
    return states.isGone(agentId, kept.state());
  }

  private static String name(long globalIndex) {
    return NAME + " " + globalIndex;
  }

  /** All of an agent's that can be read, in the order of their events. */
  List<Checkpoint> all(UUID agentId) {
    var all =
        jdbc.sql(
                """
                SELECT global_index, events, reached_at, state, seal FROM audit_checkpoints
                WHERE agent_id = ? ORDER BY global_index""")
            .param(agentId)
            .query(CHECKPOINT)
            .list();
    return all.stream().filter(kept -> !isGone(agentId, kept)).toList();
  }

  /**
   * The rows of a checkpoint, or none where there is no checkpoint.
   *
   * @return null where its key is gone since it was found: as if it had never been kept
   * @throws BrokenSealException where it was changed
   */
  @Nullable MemoryTables restore(
      UUID agentId, @Nullable Checkpoint checkpoint, MemoryTables.Forgotten forgotten) {
    var tables = new MemoryTables(forgotten);
    if (checkpoint != null) {
      var state = opened(agentId, checkpoint);
      if (state == null) {
        return null;
      }
      json.readValue(state, STATE)
          .forEach(
              (table, rows) ->
                  rows.forEach(
                      values -> {
                        var row = new Row();
                        values.forEach(row::put);
                        tables.put(table, row);
                      }));
    }
    return tables;
  }

  private @Nullable String opened(UUID agentId, Checkpoint checkpoint) {
    try {
      return states.open(agentId, name(checkpoint.globalIndex()), checkpoint.state());
    } catch (BrokenSealException e) {
      if (isGone(agentId, checkpoint)) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Keeps a checkpoint; whoever comes second with the same one changes nothing. None is kept of an
   * agent that has keys while nothing is sealed: what its sealed events say would stand there in
   * the clear.
   */
  void save(UUID agentId, Checkpoint checkpoint, MemoryTables tables) {
    if (!states.isOn() && hasKeys(agentId)) {
      return;
    }
    var state = new HashMap<String, List<Map<String, @Nullable String>>>();
    for (var table : MemoryTables.KEPT) {
      state.put(table, tables.rows(table).values().stream().map(Row::values).toList());
    }
    var agent = tables.rows("agents").get(agentId.toString());
    if (agent == null) {
      throw new IllegalStateException("agent " + agentId + " has events and no first one");
    }
    var sealed = sealed(agentId, checkpoint, json.writeValueAsString(state));
    if (sealed == null) {
      return;
    }
    // In PostgreSQL's microseconds, or the seal would not hold when it is read; rather later.
    var kept =
        new Checkpoint(
            checkpoint.globalIndex(),
            checkpoint.events(),
            checkpoint.reachedAt().plusNanos(999).truncatedTo(ChronoUnit.MICROS),
            sealed,
            null);
    removeAnothers(agentId, kept.globalIndex());
    jdbc.sql(
            """
            INSERT INTO audit_checkpoints
              (agent_id, entity_id, global_index, events, reached_at, state, seal)
            VALUES (?, ?::uuid, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")
        .param(agentId)
        .param(agent.get("entity_id"))
        .param(kept.globalIndex())
        .param(kept.events())
        .param(kept.reachedAt().atOffset(ZoneOffset.UTC))
        .param(kept.state())
        .param(seal.of(kept.sealed(agentId)))
        .update();
  }

  /** Also where they are all destroyed. */
  private boolean hasKeys(UUID agentId) {
    return jdbc.sql("SELECT %s FROM (SELECT CAST(? AS uuid) AS agent_id) s".formatted(HAS_KEYS))
        .param(agentId)
        .query(Boolean.class)
        .single();
  }

  /**
   * Tasks stay in a checkpoint while they are open and for a little while after: of those that
   * reach beyond the day few hold anything of it, and the others save time yet.
   */
  @Override
  public void forgetDay(UUID agentId, LocalDate day) {
    long last = 0;
    List<Checkpoint> page;
    do {
      page =
          jdbc.sql(
                  """
                  SELECT global_index, events, reached_at, state, seal FROM audit_checkpoints
                  WHERE agent_id = ? AND reached_at >= ? AND global_index > ?
                  ORDER BY global_index LIMIT ?""")
              .param(agentId)
              .param(day.atStartOfDay().atOffset(ZoneOffset.UTC))
              .param(last)
              .param(PAGE)
              .query(CHECKPOINT)
              .list();
      for (var kept : page) {
        last = kept.globalIndex();
        if (mayHold(agentId, kept, day)) {
          jdbc.sql("DELETE FROM audit_checkpoints WHERE agent_id = ? AND global_index = ?")
              .param(agentId)
              .param(last)
              .update();
        }
      }
    } while (page.size() == PAGE);
  }

  /** One that can't be read is of no use, whatever it holds. */
  private boolean mayHold(UUID agentId, Checkpoint kept, LocalDate day) {
    if (!isOurs(agentId, kept) || isGone(agentId, kept)) {
      return true;
    }
    try {
      var tables = restore(agentId, kept, task -> new Row());
      return tables == null
          || tables.rows("agent_tasks").values().stream().anyMatch(task -> saidOn(task, day));
    } catch (BrokenSealException | JacksonException e) {
      log.debug("a checkpoint of agent {} can't be read and isn't kept", agentId, e);
      return true;
    }
  }

  private static boolean saidOn(Row task, LocalDate day) {
    return SAID.stream()
        .anyMatch(
            column -> {
              var at = task.get(column);
              return at != null && new Change.Day(column, day).has(Instant.parse(at));
            });
  }

  /** Null where there is no key any more: a checkpoint only saves time. */
  private @Nullable String sealed(UUID agentId, Checkpoint checkpoint, String state) {
    var day = LocalDate.ofInstant(checkpoint.reachedAt(), ZoneOffset.UTC);
    try {
      return states.seal(agentId, name(checkpoint.globalIndex()), day, state);
    } catch (RuntimeException e) {
      log.debug("a checkpoint of agent {} can't be sealed and isn't kept", agentId, e);
      return null;
    }
  }

  private void removeAnothers(UUID agentId, long globalIndex) {
    jdbc
        .sql(
            """
            SELECT global_index, events, reached_at, state, seal FROM audit_checkpoints
            WHERE agent_id = ? AND global_index = ?""")
        .param(agentId)
        .param(globalIndex)
        .query(CHECKPOINT)
        .list()
        .stream()
        .filter(found -> !isOurs(agentId, found) || isGone(agentId, found))
        .forEach(
            found ->
                jdbc.sql(
                        "DELETE FROM audit_checkpoints WHERE agent_id = ? AND global_index = ?"
                            + " AND seal IS NOT DISTINCT FROM ?")
                    .param(agentId)
                    .param(globalIndex)
                    .param(found.seal())
                    .update());
  }

  /**
   * Agents that have done much since their last checkpoint, going by the event store's own; but for
   * those of which none would be kept.
   */
  List<UUID> behind(int limit) {
    return jdbc.sql(
            """
            SELECT s.agent_id FROM (SELECT agent_id, sum(sequence_number + 1) AS events
                FROM snapshot_event_entry GROUP BY agent_id) s
            WHERE EXISTS (SELECT FROM agents a WHERE a.agent_id = s.agent_id)
              AND (CAST(? AS boolean) OR NOT %s)
              AND s.events >= ? + coalesce((SELECT max(c.events) FROM audit_checkpoints c
                WHERE c.agent_id = s.agent_id AND c.seal IS NOT NULL), 0) LIMIT ?"""
                .formatted(HAS_KEYS))
        .param(states.isOn())
        .param(History.STEP)
        .param(limit)
        .query(UUID.class)
        .list();
  }
}
