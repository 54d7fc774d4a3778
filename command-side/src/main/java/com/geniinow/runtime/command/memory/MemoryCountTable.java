package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.store.StoreConfiguration;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts what an agent keeps, page by page, without its lock. All of it is seen as of one moment,
 * also what was counted then: so the difference is right whatever is stored meanwhile.
 */
@Component
class MemoryCountTable {
  /** Memories of one statement. */
  private static final int PAGE = 20_000;

  private final JdbcClient system;
  private final TransactionTemplate snapshot;

  MemoryCountTable(@Qualifier(StoreConfiguration.SYSTEM) DataSource systemDataSource) {
    system = JdbcClient.create(systemDataSource);
    snapshot = new TransactionTemplate(new JdbcTransactionManager(systemDataSource));
    snapshot.setReadOnly(true);
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
  }

  /**
   * Memories and their bytes; of a page of them with where it ends.
   *
   * @param last null where there are none
   */
  record Counted(long memories, long bytes, @Nullable OffsetDateTime created, @Nullable UUID last) {
    private static Counted of(ResultSet row, int n) throws SQLException {
      return new Counted(
          row.getLong(1),
          row.getLong(2),
          row.getObject(3, OffsetDateTime.class),
          row.getObject(4, UUID.class));
    }
  }

  /** Agents whose memories are to be counted anew. */
  List<UUID> wanted() {
    return system
        .sql("SELECT agent_id FROM agent_memory_models WHERE counted_at IS NULL ORDER BY agent_id")
        .query(UUID.class)
        .list();
  }

  /** By how much there are more than was counted; less than 0 where there are fewer. */
  Counted difference(UUID agentId, Instant at) {
    return Objects.requireNonNull(snapshot.execute(status -> count(agentId, at)));
  }

  private Counted count(UUID agentId, Instant at) {
    var before =
        system
            .sql(
                """
                SELECT kept, bytes, NULL::timestamptz, NULL::uuid FROM agent_memory_models
                WHERE agent_id = ?\
                """)
            .param(agentId)
            .query(Counted::of)
            .single();
    long memories = -before.memories();
    long bytes = -before.bytes();
    var page = page(agentId, at, OffsetDateTime.MIN, new UUID(0, 0));
    while (page.created() != null && page.last() != null) {
      memories += page.memories();
      bytes += page.bytes();
      page = page(agentId, at, page.created(), page.last());
    }
    return new Counted(memories, bytes, null, null);
  }

  private Counted page(UUID agentId, Instant at, OffsetDateTime created, UUID after) {
    return system
        .sql(
            """
            WITH page AS MATERIALIZED (
              SELECT created_at, memory_id, expires_at IS NULL OR expires_at > ? AS kept,
                octet_length(text) + octet_length(metadata::text) AS bytes
              FROM agent_memories WHERE agent_id = ? AND (created_at, memory_id) > (?, ?)
              ORDER BY created_at, memory_id LIMIT ?),
            last AS (SELECT * FROM page ORDER BY created_at DESC, memory_id DESC LIMIT 1)
            SELECT count(*) FILTER (WHERE kept), coalesce(sum(bytes) FILTER (WHERE kept), 0),
              (SELECT created_at FROM last), (SELECT memory_id FROM last)
            FROM page\
            """)
        .param(at.atOffset(ZoneOffset.UTC))
        .param(agentId)
        .param(created)
        .param(after)
        .param(PAGE)
        .query(Counted::of)
        .single();
  }
}
