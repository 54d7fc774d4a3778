package com.geniinow.runtime.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memories of before get rows of their own, while processes of before go on writing. */
class MemoryMigrationIT {
  /** The last version without them. */
  private static final int BEFORE = 47;

  /** Some batches of a thousand. */
  private static final int MEMORIES = 5_000;

  private static final UUID AGENT = UUID.randomUUID();

  private static final String OLD_MEMORY =
      """
      INSERT INTO agent_memory_vectors (memory_id, model, agent_id, entity_id, indexed, created_at,
        expires_at, embedding, metadata, text, text_sha256)
      SELECT gen_random_uuid(), 'm', '%1$s', '%1$s', false, now(), NULL,
        ('[' || repeat('0,', 1535) || '1]')::halfvec, '{"n": 1}', 'text ' || n,
        CASE n %% 2 WHEN 0 THEN sha256(convert_to('text ' || n, 'UTF8')) END
      FROM generate_series(%2$d, %3$d) n\
      """;

  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicLong written = new AtomicLong();
  private Cluster cluster;

  @BeforeEach
  void aDatabaseWithMemoriesOfBefore() throws Exception {
    cluster = Cluster.start();
    cluster.migrateTo(BEFORE);
    cluster.superuser().update(OLD_MEMORY.formatted(AGENT, 1, MEMORIES));
    // While everything is embedded anew a memory has two rows.
    cluster
        .superuser()
        .update(
            """
            INSERT INTO agent_memory_vectors
            SELECT memory_id, 'n', agent_id, entity_id, task_id, indexed, created_at, expires_at,
              embedding, metadata, text, text_sha256
            FROM agent_memory_vectors WHERE text = 'text 1'\
            """);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void each_memory_gets_one_row_and_what_is_written_meanwhile_too() throws Exception {
    try (var writers = Executors.newSingleThreadExecutor()) {
      var writing = writers.submit(this::write);
      cluster.migrate();
      done.set(true);
      writing.get();
    }
    var superuser = cluster.superuser();
    var all = MEMORIES + written.get();

    assertThat(count("SELECT count(*) FROM agent_memories WHERE NOT recorded")).isEqualTo(all);
    assertThat(
            count(
                "SELECT count(*) FROM agent_memories WHERE text_sha256"
                    + " = sha256(convert_to(text, 'UTF8'))"))
        .isEqualTo(all);
    assertThat(
            count(
                "SELECT count(*) FROM agent_memory_vectors v WHERE NOT EXISTS (SELECT FROM"
                    + " agent_memories m WHERE m.memory_id = v.memory_id AND m.text = v.text)"))
        .isZero();
    // By batches, each a transaction of its own.
    assertThat(
            count(
                "SELECT max(n) FROM (SELECT count(*) AS n FROM agent_memories GROUP BY"
                    + " xmin::text) AS each"))
        .isBetween(1L, 1_000L);
    // What only the script needed is gone: the owner sees nothing.
    assertThat(
            cluster.owner().queryForObject("SELECT count(*) FROM agent_memory_vectors", Long.class))
        .isZero();
    // What belongs to a memory goes with it.
    superuser.update("DELETE FROM agent_memories WHERE text = 'text 1'");
    assertThat(count("SELECT count(*) FROM agent_memory_vectors WHERE text = 'text 1'")).isZero();
  }

  private long count(String sql) {
    var count = cluster.superuser().queryForObject(sql, Long.class);
    return count == null ? -1 : count;
  }

  /** As the command side of before does, in its own login. */
  private Void write() throws Exception {
    try (var connection = cluster.as(DatabaseRole.COMMAND).getDataSource().getConnection()) {
      connection.setAutoCommit(false);
      while (!done.get()) {
        try (var statement = connection.createStatement()) {
          statement.execute(
              "SELECT set_config('genii.agent_id', '%1$s', true), set_config('genii.entity_id', '%1$s', true), set_config('genii.role', 'command', true)"
                  .formatted(AGENT));
          var n = MEMORIES + 1 + (int) written.get();
          statement.executeUpdate(OLD_MEMORY.formatted(AGENT, n, n));
        }
        connection.commit();
        written.incrementAndGet();
      }
      return null;
    }
  }
}
