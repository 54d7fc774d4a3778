package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** Fills and asks the table of memories past the service, as superuser. */
final class MemoryTable {
  static final String MODEL = "text-embedding-3-small";

  /** Microseconds between 1970 and PostgreSQL's year 2000. */
  private static final long EPOCH_2000 = 946_684_800_000_000L;

  /** Words that texts are made of, beside those that all have. */
  private static final int VOCABULARY = 20_000;

  private static final int WORDS = 8;

  private final Servers servers;

  MemoryTable(Servers servers) {
    this.servers = servers;
  }

  /** Stores so many memories of an agent, with all that leads to them. */
  void fill(UUID agentId, int count, Supplier<float[]> vectors) {
    fill(agentId, count, vectors, true);
  }

  /**
   * The same.
   *
   * @param led whether fields and words lead to them
   */
  void fill(UUID agentId, int count, Supplier<float[]> vectors, boolean led) {
    try (var connection = servers.superuser();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // Without the trigger for processes of before: rows as a process of now writes them.
      statement.execute("SET LOCAL session_replication_role = replica");
      copy(connection, agentId, count, vectors);
      statement.execute(
          """
          INSERT INTO agent_memories (memory_id, agent_id, entity_id, created_at, recorded, worded,
            text_sha256, metadata, text)
          SELECT memory_id, agent_id, entity_id, created_at, true, 'simple',
            sha256(convert_to(text, 'UTF8')), metadata, text
          FROM agent_memory_vectors WHERE agent_id = '%s'\
          """
              .formatted(agentId));
      if (led) {
        statement.execute(
            """
            INSERT INTO agent_memory_fields
            SELECT m.memory_id, m.agent_id, m.entity_id, f.name, f.value, f.number
            FROM agent_memories m, genii_memory_fields(m.metadata) f WHERE m.agent_id = '%s'
            ON CONFLICT DO NOTHING\
            """
                .formatted(agentId));
        statement.execute(
            """
            INSERT INTO agent_memory_words
            SELECT m.memory_id, m.agent_id, m.entity_id, w.lexeme, array_length(w.positions, 1)
            FROM agent_memories m, unnest(to_tsvector('simple', m.text)) w
            WHERE m.agent_id = '%s'\
            """
                .formatted(agentId));
      }
      statement.execute(
          """
          INSERT INTO agent_memory_models (agent_id, entity_id, model, mixed, search, stored)
          SELECT agent_id, entity_id, '%s', false, 'exact', %d FROM agents WHERE agent_id = '%s'\
          """
              .formatted(MODEL, count, agentId));
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(
      Connection connection, UUID agentId, int count, Supplier<float[]> vectors)
      throws SQLException, IOException {
    var copy =
        "COPY agent_memory_vectors (memory_id, model, agent_id, entity_id, indexed, created_at,"
            + " embedding, metadata, text) FROM STDIN (FORMAT binary)";
    try (var out = new PGCopyOutputStream(connection.unwrap(PGConnection.class), copy, 1 << 20)) {
      out.write("PGCOPY\n".getBytes(StandardCharsets.ISO_8859_1));
      out.write(new byte[] {(byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0});
      var random = new Random(count);
      for (var n = 0; n < count; n++) {
        out.write(row(agentId, n, vectors.get(), random));
      }
      out.write(new byte[] {(byte) 0xff, (byte) 0xff});
    }
  }

  private static byte[] row(UUID agentId, int n, float[] vector, Random random) {
    var row = ByteBuffer.allocate(8192).putShort((short) 9);
    uuid(row, UUID.randomUUID());
    bytes(row, MODEL.getBytes(StandardCharsets.UTF_8));
    uuid(row, agentId);
    uuid(row, agentId);
    row.putInt(1).put((byte) 0);
    row.putInt(8).putLong(1_700_000_000_000_000L - EPOCH_2000 + n);
    row.putInt(4 + 2 * vector.length).putShort((short) vector.length).putShort((short) 0);
    for (float x : vector) {
      row.putShort(Float.floatToFloat16(x));
    }
    var metadata = "{\"kind\":\"k%d\",\"n\":%d}".formatted(n % 20, n);
    row.putInt(1 + metadata.length()).put((byte) 1).put(metadata.getBytes(StandardCharsets.UTF_8));
    bytes(
        row,
        ("note %d of the day: ".formatted(n) + words(random)).getBytes(StandardCharsets.UTF_8));
    return java.util.Arrays.copyOf(row.array(), row.position());
  }

  /** Words as texts have them, among some that all have. */
  static String words(Random random) {
    return IntStream.range(0, WORDS)
        .mapToObj(n -> "w" + random.nextInt(VOCABULARY))
        .collect(Collectors.joining(" is ", "the ", " and a"));
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
                ORDER BY (embedding <=> '%s'::halfvec) + 0 LIMIT %d\
                """
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

  /** As JSON and SQL write it. */
  static String text(float[] vector) {
    var text = new StringBuilder("[");
    for (var i = 0; i < vector.length; i++) {
      text.append(i == 0 ? "" : ",").append(vector[i]);
    }
    return text.append(']').toString();
  }
}
