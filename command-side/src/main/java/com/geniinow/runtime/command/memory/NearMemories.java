package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.memory.Hits.Hit;
import com.geniinow.runtime.query.view.memory.MemoryFilter;
import com.pgvector.PGhalfvec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds memories by their vectors. Every one that could be among the results is looked at, but of
 * an agent that has very many, which are looked for through an index.
 */
final class NearMemories {
  private final MemorySettings settings;

  NearMemories(MemorySettings settings) {
    this.settings = settings;
  }

  /**
   * What an agent has.
   *
   * @param stored memories that it has had, never less than it has
   * @param isIndexed whether the index has them
   */
  private record Store(long stored, boolean isIndexed) {}

  /** The nearest memories, nearest first. */
  Hits find(JdbcClient jdbc, Question question, Question.Meaning meaning, int most) {
    if (question.filter() != null) {
      return new Hits(filtered(jdbc, question, meaning, question.filter(), most), true);
    }
    var store = store(jdbc, question.agentId());
    return store.isIndexed() && store.stored() >= settings.indexFrom() && question.asOf() == null
        ? throughIndex(jdbc, question, meaning, most, store.stored())
        : new Hits(exact(jdbc, question, meaning, most, store.stored()), true);
  }

  private static Store store(JdbcClient jdbc, UUID agentId) {
    return jdbc.sql("SELECT stored, search = 'indexed' FROM agent_memory_models WHERE agent_id = ?")
        .param(agentId)
        .query((row, n) -> new Store(row.getLong(1), row.getBoolean(2)))
        .optional()
        .orElse(new Store(0, false));
  }

  private List<Hit> exact(
      JdbcClient jdbc, Question question, Question.Meaning meaning, int most, long stored) {
    return stored < settings.indexFrom()
        ? read(jdbc, question, meaning, false, most)
        : ofVeryMany(jdbc, () -> read(jdbc, question, meaning, false, most));
  }

  /** Reads what an agent with very many has, as {@link ManyMemories} plans it. */
  private static List<Hit> ofVeryMany(JdbcClient jdbc, Supplier<List<Hit>> read) {
    ManyMemories.plan(jdbc, ManyMemories.Way.BEST);
    var hits = read.get();
    ManyMemories.planForFew(jdbc);
    return hits;
  }

  /**
   * Looks at every memory that the filter matches. Those that its fields lead to are put in the
   * order of their distance first, and are asked one by one whether it does, until enough do:
   * nearly all do.
   */
  private static List<Hit> filtered(
      JdbcClient jdbc, Question question, Question.Meaning meaning, MemoryFilter filter, int most) {
    var few = filter.candidates(jdbc, question.agentId());
    if (few.isEmpty()) {
      return ofVeryMany(jdbc, () -> ManyMemories.filtered(jdbc, question, meaning, filter, most));
    }
    var ids = few.get();
    var vectors = question.time("v");
    var memories = question.time("m");
    List<Object> parameters = new ArrayList<>(ids.parameters());
    parameters.add(new PGhalfvec(meaning.vector()));
    parameters.add(meaning.model());
    parameters.addAll(vectors.parameters());
    parameters.add(question.agentId());
    parameters.addAll(memories.parameters());
    parameters.addAll(filter.condition().parameters());
    parameters.add(most);
    return jdbc.sql(
            """
            SELECT near.memory_id, 1 - near.distance AS similarity FROM (
              SELECT few.memory_id, v.distance FROM (%s) few CROSS JOIN LATERAL (
                SELECT v.embedding <=> ? AS distance FROM agent_memory_vectors v
                WHERE v.memory_id = few.memory_id AND v.model = ? AND %s OFFSET 0) v
              ORDER BY v.distance, few.memory_id) near CROSS JOIN LATERAL (
              SELECT FROM agent_memories m
              WHERE m.memory_id = near.memory_id AND m.agent_id = ? AND %s AND %s OFFSET 0) m
            ORDER BY near.distance, near.memory_id LIMIT ?\
            """
                .formatted(ids.text(), vectors.text(), memories.text(), filter.condition().text()))
        .params(parameters)
        .query(NearMemories::hit)
        .list();
  }

  /**
   * Goes through the index of the agents that have very many, on and on until enough are this
   * agent's. Its graph may hold rows that no edge leads to, such as those far from all others: so
   * the memories of the very text that is asked for are looked up beside it, and every memory is
   * looked at where it comes back short, or with what is not near, unless there are very many.
   */
  private Hits throughIndex(
      JdbcClient jdbc, Question question, Question.Meaning meaning, int most, long stored) {
    jdbc.sql(
            """
            SELECT set_config('hnsw.iterative_scan', 'strict_order', true),
              set_config('hnsw.ef_search', ?, true), set_config('hnsw.max_scan_tuples', ?, true),
              set_config('enable_sort', 'off', true)\
            """)
        .param(Integer.toString(settings.efSearch()))
        .param(Integer.toString(settings.scanTuples()))
        .query()
        .singleRow();
    var near = read(jdbc, question, meaning, true, most);
    jdbc.sql("SELECT set_config('enable_sort', 'on', true)").query().singleRow();
    if (near.size() < most || isFar(near, question, meaning, stored)) {
      return new Hits(exact(jdbc, question, meaning, most, stored), true);
    }
    var found = new LinkedHashMap<UUID, Hit>();
    near.forEach(hit -> found.put(hit.memoryId(), hit));
    ofThisText(jdbc, question, meaning, most)
        .forEach(hit -> found.putIfAbsent(hit.memoryId(), hit));
    var best =
        found.values().stream()
            .sorted(
                Comparator.comparingDouble(Hit::value)
                    .reversed()
                    .thenComparing(hit -> hit.memoryId().toString()))
            .limit(most)
            .toList();
    return new Hits(best, false);
  }

  private boolean isFar(List<Hit> near, Question question, Question.Meaning meaning, long stored) {
    return stored <= settings.exactUpTo()
        && near.get(Math.min(question.topK(), near.size()) - 1).value() < meaning.good();
  }

  private static List<Hit> ofThisText(
      JdbcClient jdbc, Question question, Question.Meaning meaning, int most) {
    var time = question.time("m");
    List<Object> parameters = new ArrayList<>();
    parameters.add(new PGhalfvec(meaning.vector()));
    parameters.add(meaning.model());
    parameters.add(question.agentId());
    parameters.add(TextHash.of(question.text()));
    parameters.addAll(time.parameters());
    parameters.add(most);
    return jdbc.sql(
            """
            SELECT m.memory_id, 1 - (v.embedding <=> ?) AS similarity
            FROM agent_memories m JOIN agent_memory_vectors v
              ON v.memory_id = m.memory_id AND v.model = ?
            WHERE m.agent_id = ? AND m.text_sha256 = ? AND %s ORDER BY m.memory_id LIMIT ?\
            """
                .formatted(time.text()))
        .params(parameters)
        .query(NearMemories::hit)
        .list();
  }

  private static List<Hit> read(
      JdbcClient jdbc, Question question, Question.Meaning meaning, boolean isIndexed, int most) {
    var time = question.time("v");
    List<Object> parameters = new ArrayList<>();
    parameters.add(new PGhalfvec(meaning.vector()));
    parameters.add(question.agentId());
    parameters.add(meaning.model());
    parameters.addAll(time.parameters());
    parameters.add(most);
    // The index knows no order among equals. The distance is named once: named twice it is computed
    // twice for each row.
    return jdbc.sql(
            """
            SELECT memory_id, 1 - distance AS similarity FROM (
              SELECT v.memory_id, v.embedding <=> ? AS distance FROM agent_memory_vectors v
              WHERE v.agent_id = ? AND v.model = ? AND %1$s%2$s ORDER BY %3$s LIMIT ?) nearest
            ORDER BY %3$s\
            """
                .formatted(
                    time.text(),
                    isIndexed ? " AND v.indexed" : "",
                    isIndexed ? "distance" : "distance, memory_id"))
        .params(parameters)
        .query(NearMemories::hit)
        .list();
  }

  static Hit hit(ResultSet row, int n) throws SQLException {
    return new Hit(row.getObject("memory_id", UUID.class), row.getDouble("similarity"));
  }
}
