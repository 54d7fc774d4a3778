package com.geniinow.runtime.command.memory;

import com.pgvector.PGhalfvec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads one agent's memories, outside its line: a search waits for nobody. The agent is set first,
 * so row-level security shows nothing of any other.
 */
@Component
class MemoryReads {
  private static final String COLUMNS =
      """
      SELECT memory_id, text, 1 - (embedding <=> ?) AS similarity, metadata, task_id, created_at
      FROM agent_memory_vectors
      WHERE agent_id = ? AND model = ? AND (expires_at IS NULL OR expires_at > ?)""";

  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final MemorySettings settings;

  MemoryReads(DataSource commandDataSource, MemorySettings settings) {
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(commandDataSource));
    this.transaction.setReadOnly(true);
    this.jdbc = JdbcClient.create(commandDataSource);
    this.settings = settings;
  }

  /**
   * A question.
   *
   * @param usual what a true hit's similarity is at least, as a rule, in this model
   * @param filter a JSON object that a memory's metadata must contain; null for any
   * @param text what is asked for
   */
  record Question(
      UUID agentId,
      String model,
      float[] vector,
      int topK,
      double minSimilarity,
      double usual,
      @Nullable String filter,
      String text,
      Instant at) {
    /** The similarity that a result must have to count, and to be likely what is asked for. */
    private double good() {
      return Math.max(minSimilarity, usual);
    }
  }

  /** The model that the agent's memories are searched in; null when it has none. */
  @Nullable String serving(UUID agentId) {
    return within(
        agentId,
        () ->
            jdbc.sql("SELECT model FROM agent_memory_models WHERE agent_id = ?")
                .param(agentId)
                .query(String.class)
                .optional()
                .orElse(null));
  }

  /** The nearest memories, best first. */
  List<FoundMemory> search(Question question) {
    return within(
            question.agentId(),
            () -> {
              var indexed = question.filter() == null ? indexed(question.agentId()) : 0;
              return indexed > 0 ? throughIndex(question, indexed) : exact(question);
            })
        .stream()
        .filter(found -> found.similarity() >= question.minSimilarity())
        .sorted(Comparator.comparingDouble(FoundMemory::similarity).reversed())
        .limit(question.topK())
        .toList();
  }

  /** How many memories the agent has stored, where they are searched through the index; else 0. */
  private long indexed(UUID agentId) {
    return jdbc.sql(
            """
            SELECT stored FROM agent_memory_models
            WHERE agent_id = ? AND search = 'indexed' AND stored >= ?""")
        .param(agentId)
        .param(settings.indexFrom())
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  /** Looks at every memory of the agent, or at every one that the filter matches. */
  private List<FoundMemory> exact(Question question) {
    return question.filter() == null
        ? read(question, "")
        : read(question, " AND metadata @> ?::jsonb", question.filter());
  }

  /**
   * Goes through the index of the agents that have very many, on and on until enough are this
   * agent's. Its graph may hold rows that no edge leads to, such as those far from all others: so
   * the memories of the very text that is asked for are looked up beside it, and every memory is
   * looked at where it comes back short, or with what is not near, unless there are very many.
   */
  private List<FoundMemory> throughIndex(Question question, long stored) {
    jdbc.sql(
            """
            SELECT set_config('hnsw.iterative_scan', 'strict_order', true),
              set_config('hnsw.ef_search', ?, true), set_config('hnsw.max_scan_tuples', ?, true),
              set_config('enable_sort', 'off', true)""")
        .param(Integer.toString(settings.efSearch()))
        .param(Integer.toString(settings.scanTuples()))
        .query()
        .singleRow();
    var near = read(question, " AND indexed");
    jdbc.sql("SELECT set_config('enable_sort', 'on', true)").query().singleRow();
    if (near.size() < question.topK()
        || (stored <= settings.exactUpTo() && near.getLast().similarity() < question.good())) {
      return exact(question);
    }
    var found = new LinkedHashMap<UUID, FoundMemory>();
    near.forEach(memory -> found.put(memory.memoryId(), memory));
    for (var same :
        List.of(
            read(question, " AND text_sha256 = ?", TextHash.of(question.text())),
            read(question, " AND text_sha256 IS NULL AND indexed AND text = ?", question.text()))) {
      same.forEach(memory -> found.putIfAbsent(memory.memoryId(), memory));
    }
    return List.copyOf(found.values());
  }

  private List<FoundMemory> read(Question question, String condition, Object... values) {
    var vector = new PGhalfvec(question.vector());
    List<Object> parameters = new ArrayList<>();
    parameters.add(vector);
    parameters.add(question.agentId());
    parameters.add(question.model());
    parameters.add(question.at().atOffset(ZoneOffset.UTC));
    parameters.addAll(List.of(values));
    parameters.add(vector);
    parameters.add(question.topK());
    return jdbc.sql(COLUMNS + condition + " ORDER BY embedding <=> ? LIMIT ?")
        .params(parameters)
        .query(MemoryReads::row)
        .list();
  }

  private static FoundMemory row(ResultSet row, int n) throws SQLException {
    return new FoundMemory(
        row.getObject("memory_id", UUID.class),
        row.getString("text"),
        Math.clamp(row.getDouble("similarity"), -1.0, 1.0),
        row.getString("metadata"),
        row.getObject("task_id", UUID.class),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  @SuppressWarnings("NullAway") // the callback's own result, null or not
  private <T extends @Nullable Object> T within(UUID agentId, Supplier<T> read) {
    return transaction.execute(
        status -> {
          jdbc.sql(
                  """
                  SELECT set_config('genii.role', 'command', true),
                    set_config('genii.agent_id', ?, true), set_config('genii.entity_id', '', true)""")
              .param(agentId.toString())
              .query()
              .singleRow();
          return read.get();
        });
  }
}
