package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;
import org.postgresql.util.PGobject;

/** Fills and asks the table of memories past the service, as superuser. */
final class MemoryTable {
  static final String MODEL = "text-embedding-3-small";

  /** Microseconds between 1970 and PostgreSQL's year 2000. */
  private static final long EPOCH_2000 = 946_684_800_000_000L;

  private static final byte[] TEXT =
      "a memory of the benchmark, as long as a sentence is".getBytes(StandardCharsets.UTF_8);

  private final Servers servers;

  MemoryTable(Servers servers) {
    this.servers = servers;
  }

  /** Stores so many memories of an agent by binary COPY. */
  void fill(UUID agentId, int count, MadeVectors vectors, boolean indexed) {
    try (var connection = servers.superuser()) {
      var copy =
          "COPY agent_memory_vectors (memory_id, model, agent_id, entity_id, indexed, created_at,"
              + " embedding, metadata, text) FROM STDIN (FORMAT binary)";
      try (var out = new PGCopyOutputStream(connection.unwrap(PGConnection.class), copy, 1 << 20)) {
        out.write("PGCOPY\n".getBytes(StandardCharsets.ISO_8859_1));
        out.write(new byte[] {(byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0});
        for (var n = 0; n < count; n++) {
          out.write(row(agentId, vectors.next(), indexed));
        }
        out.write(new byte[] {(byte) 0xff, (byte) 0xff});
      }
      servers.execute(
          """
          INSERT INTO agent_memory_models (agent_id, entity_id, model, mixed, search, stored)
          SELECT agent_id, entity_id, '%s', false, '%s', %d FROM agents WHERE agent_id = '%s'"""
              .formatted(MODEL, indexed ? "indexed" : "exact", count, agentId));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] row(UUID agentId, float[] vector, boolean indexed) {
    var row = ByteBuffer.allocate(8192).putShort((short) 9);
    uuid(row, UUID.randomUUID());
    bytes(row, MODEL.getBytes(StandardCharsets.UTF_8));
    uuid(row, agentId);
    uuid(row, agentId);
    row.putInt(1).put((byte) (indexed ? 1 : 0));
    row.putInt(8).putLong(1_700_000_000_000_000L - EPOCH_2000);
    row.putInt(4 + 2 * vector.length).putShort((short) vector.length).putShort((short) 0);
    for (float x : vector) {
      row.putShort(Float.floatToFloat16(x));
    }
    row.putInt(3).put((byte) 1).put((byte) '{').put((byte) '}');
    bytes(row, TEXT);
    return java.util.Arrays.copyOf(row.array(), row.position());
  }

  private static void uuid(ByteBuffer row, UUID id) {
    row.putInt(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static void bytes(ByteBuffer row, byte[] bytes) {
    row.putInt(bytes.length).put(bytes);
  }

  /** The ids of the nearest memories, by looking at every one. */
  List<String> exact(UUID agentId, float[] vector, int count) {
    try (var connection = servers.superuser();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT memory_id FROM agent_memory_vectors WHERE agent_id = '%s'
                ORDER BY (embedding <=> '%s'::halfvec) + 0 LIMIT %d"""
                    .formatted(agentId, text(vector), count))) {
      List<String> ids = new ArrayList<>();
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How long the service's own statements for a search take, under its own login. */
  Latencies statements(List<UUID> agents, List<float[]> asked, int count, boolean indexed) {
    var latencies = new Latencies();
    var url = servers.services().jdbcUrl();
    try (var connection =
            DriverManager.getConnection(url, "genii_command", RuntimeUnderTest.PASSWORD);
        var mode = connection.createStatement()) {
      mode.execute("SET plan_cache_mode = force_custom_plan");
      connection.setAutoCommit(false);
      for (var n = 0; n < 2 * count; n++) {
        var vector = new PGobject();
        vector.setType("halfvec");
        vector.setValue(text(asked.get(n % asked.size())));
        long start = System.nanoTime();
        search(connection, agents.get(n % agents.size()), vector, indexed);
        connection.commit();
        if (n >= count) { // the first half warms up
          latencies.record(System.nanoTime() - start);
        }
      }
      return latencies;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void search(Connection connection, UUID agentId, PGobject vector, boolean indexed)
      throws SQLException {
    try (var settings = connection.createStatement()) {
      settings.execute(
          "SELECT set_config('genii.role', 'command', true), set_config('genii.agent_id', '%s', true)"
              .formatted(agentId));
      settings.execute(
          "SELECT search FROM agent_memory_models WHERE agent_id = '%s'".formatted(agentId));
      if (indexed) {
        settings.execute(
            "SELECT set_config('hnsw.iterative_scan', 'strict_order', true),"
                + " set_config('hnsw.ef_search', '200', true),"
                + " set_config('hnsw.max_scan_tuples', '100000', true),"
                + " set_config('enable_sort', 'off', true)");
      }
    }
    try (var query =
        connection.prepareStatement(
            """
            SELECT memory_id, text, 1 - (embedding <=> ?), metadata, task_id, created_at
            FROM agent_memory_vectors
            WHERE agent_id = ? AND model = ? AND (expires_at IS NULL OR expires_at > now())%s
            ORDER BY embedding <=> ? LIMIT 5"""
                .formatted(indexed ? " AND indexed" : ""))) {
      query.setObject(1, vector);
      query.setObject(2, agentId);
      query.setString(3, MODEL);
      query.setObject(4, vector);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          rows.getString(1);
        }
      }
    }
  }

  /** As JSON and SQL write it. */
  static String text(float[] vector) {
    var text = new StringBuilder("[");
    for (var i = 0; i < vector.length; i++) {
      text.append(i == 0 ? "" : ",").append(vector[i]);
    }
    return text.append(']').toString();
  }
}
