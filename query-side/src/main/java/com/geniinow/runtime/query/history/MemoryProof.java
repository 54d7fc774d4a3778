package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.memory.MemoryEvent;
import com.geniinow.runtime.platform.work.DerivedState;
import com.geniinow.runtime.query.history.ExpectedMemories.Expected;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Verifies the memories that are kept by their texts' hashes, which agents' events say. What
 * expired may be there or not; what was kept before there were such events is looked at once they
 * are, and once all of it has some: then what has none is wrong. Keys of the key-value store have
 * no events, and nothing here is said of them.
 */
final class MemoryProof implements DerivedState {
  private static final int SHOWN = 20;
  private static final int AGENTS = 100;
  private static final int EVENTS = 500;
  private static final String NONE = "no memory";

  private final HikariDataSource pool;
  private final StoredEvents events;

  MemoryProof(HikariDataSource pool, StoredEvents events) {
    this.pool = pool;
    this.events = events;
  }

  @Override
  public String table() {
    return "agent_memories";
  }

  @Override
  public Scope scope() {
    return Scope.MEMORIES;
  }

  @Override
  public Found verify(@Nullable UUID entityId, Runnable alive) {
    var run = new Run(alive);
    var page = List.of(new UUID(0, 0));
    do {
      // Events and rows as of one moment: a memory that comes meanwhile is in both or in neither.
      try (var session = Session.open(pool).beginSnapshot()) {
        page = agents(session.jdbc(), page.getLast(), entityId);
        page.forEach(agent -> run.verify(session.jdbc(), agent));
        session.rollback();
      }
    } while (!page.isEmpty());
    return new Found(run.rows, run.wrong, run.differing);
  }

  /** Of the snapshot, by the clock by which memories expire. */
  private static Instant moment(JdbcClient jdbc) {
    return jdbc.sql("SELECT now()").query(OffsetDateTime.class).single().toInstant();
  }

  private static List<UUID> agents(JdbcClient jdbc, UUID after, @Nullable UUID entityId) {
    return jdbc.sql(
            """
            SELECT agent_id FROM agents WHERE agent_id > :after
              AND (CAST(:entity AS uuid) IS NULL OR entity_id = CAST(:entity AS uuid))
            ORDER BY agent_id LIMIT :page""")
        .param("after", after)
        .param("entity", entityId)
        .param("page", AGENTS)
        .query(UUID.class)
        .list();
  }

  private final class Run {
    private final List<Differing> differing = new ArrayList<>();
    private final Runnable alive;
    private long rows;
    private long wrong;

    Run(Runnable alive) {
      this.alive = alive;
    }

    void verify(JdbcClient jdbc, UUID agent) {
      alive.run();
      var told = told(jdbc, agent);
      var all = told.at(Instant.MIN);
      var due = told.at(moment(jdbc));
      var kept = kept(jdbc, agent);
      var ids = new HashSet<>(kept.keySet());
      ids.addAll(due.keySet());
      rows += ids.size();
      for (var id : ids) {
        var live = kept.getOrDefault(id, NONE);
        var expected = all.containsKey(id) ? said(all.get(id)) : NONE;
        if (!live.equals(expected)) {
          wrong++;
          if (differing.size() < SHOWN) {
            differing.add(new Differing(id, agent, live, expected));
          }
        }
      }
    }

    private ExpectedMemories told(JdbcClient jdbc, UUID agent) {
      var told = new ExpectedMemories();
      long position = 0;
      List<EventRow> page;
      do {
        alive.run();
        page = ofMemories(jdbc, agent, position);
        for (var event : events.decode(page)) {
          if (event.payload() instanceof MemoryEvent memory) {
            told.apply(memory);
          }
        }
        position = page.isEmpty() ? position : page.getLast().globalIndex();
      } while (page.size() == EVENTS);
      return told;
    }
  }

  private static List<EventRow> ofMemories(JdbcClient jdbc, UUID agent, long position) {
    return jdbc.sql(
            EventRow.SELECT
                + """
                WHERE agent_id = ? AND global_index > ? AND payload_type LIKE ?
                ORDER BY global_index LIMIT ?""")
        .params(agent, position, MemoryEvent.class.getName() + "$%", EVENTS)
        .query(EventRow::of)
        .list();
  }

  /** Those whose hashes are in events; all once no others are to come. */
  private static Map<UUID, String> kept(JdbcClient jdbc, UUID agent) {
    Map<UUID, String> kept = new HashMap<>();
    jdbc.sql(
            """
            SELECT memory_id, encode(sha256(convert_to(text, 'UTF8')), 'hex'), superseded_by,
              expires_at
            FROM agent_memories WHERE agent_id = ? AND (recorded
              OR NOT EXISTS (SELECT FROM memory_recordings WHERE finished_at IS NULL))""")
        .param(agent)
        .query(
            row -> {
              var expires = row.getObject(4, OffsetDateTime.class);
              var is =
                  new Expected(
                      row.getString(2),
                      expires == null ? null : expires.toInstant(),
                      row.getObject(3, UUID.class));
              kept.put(row.getObject(1, UUID.class), said(is));
            });
    return kept;
  }

  private static String said(@Nullable Expected memory) {
    if (memory == null) {
      return NONE;
    }
    var end = memory.expiresAt() == null ? "" : ", until " + memory.expiresAt();
    var next = memory.supersededBy() == null ? "" : ", superseded by " + memory.supersededBy();
    return "SHA-256 " + memory.textSha256() + end + next;
  }
}
