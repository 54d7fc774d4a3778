package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.memory.FoundMemory.Part;
import com.geniinow.runtime.command.memory.FoundMemory.Parts;
import com.pgvector.PGhalfvec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds memories by meaning, by words, or by both, whose ranks are then fused. */
@Component
class MemorySearch {
  /** How far down each list counts where two are fused. */
  private static final int DEPTH = 100;

  private final MemoryReads reads;
  private final MeterRegistry meters;
  private final NearMemories near;
  private final WordedMemories worded;

  MemorySearch(MemoryReads reads, MemorySettings settings, MeterRegistry meters) {
    this.reads = reads;
    this.meters = meters;
    near = new NearMemories(settings);
    worded = new WordedMemories();
  }

  /**
   * What a search found, best first.
   *
   * @param exact whether every memory that could be among them was looked at
   */
  record Answer(List<FoundMemory> results, boolean exact) {}

  /** Finds, and records how long that took: {@code genii.memory.search.latency}. */
  Answer find(Question question) {
    var sample = Timer.start(meters);
    var answer = reads.within(question.agentId(), jdbc -> find(jdbc, question));
    sample.stop(
        Timer.builder("genii.memory.search.latency")
            .description("Searches of memories in PostgreSQL, without the embedding of questions")
            .tag("mode", question.mode().name().toLowerCase(Locale.ROOT))
            .register(meters));
    return answer;
  }

  private Answer find(JdbcClient jdbc, Question question) {
    var meaning = question.meaning();
    var depth = question.mode() == SearchMode.SEMANTIC ? question.topK() : DEPTH;
    var byMeaning =
        meaning == null ? new Hits(List.of(), true) : near.find(jdbc, question, meaning, depth);
    if (question.mode() == SearchMode.SEMANTIC && meaning != null) {
      var hits =
          byMeaning.hits().stream().filter(hit -> meaning.takes(hit.value())).limit(depth).toList();
      var rows = rows(jdbc, meaning, hits.stream().map(Hits.Hit::memoryId).toList());
      return new Answer(
          hits.stream().map(hit -> rows.get(hit.memoryId())).filter(Objects::nonNull).toList(),
          byMeaning.exact());
    }
    var byWords = worded.find(jdbc, question, depth);
    return new Answer(
        fused(jdbc, question, byMeaning, byWords), byMeaning.exact() && byWords.exact());
  }

  private List<FoundMemory> fused(JdbcClient jdbc, Question question, Hits meant, Hits worded) {
    var semantic = ranks(meant);
    var text = ranks(worded);
    Map<UUID, Parts> parts = new LinkedHashMap<>();
    semantic.forEach((id, rank) -> parts.put(id, new Parts(rank, text.get(id))));
    text.forEach((id, rank) -> parts.putIfAbsent(id, new Parts(null, rank)));
    var best =
        parts.entrySet().stream()
            .sorted(
                Comparator.comparingDouble((Map.Entry<UUID, Parts> each) -> each.getValue().score())
                    .reversed())
            .map(Map.Entry::getKey)
            .toList();
    var meaning = question.meaning();
    // One that is left out for its similarity makes room for the next.
    var rows = rows(jdbc, meaning, best);
    return best.stream()
        .map(rows::get)
        .filter(Objects::nonNull)
        .filter(row -> meaning == null || takes(meaning, row))
        .limit(question.topK())
        .map(row -> scored(row, Objects.requireNonNull(parts.get(row.memoryId()))))
        .toList();
  }

  /** A memory that the model has no vector of is as near as none. */
  private static boolean takes(Question.Meaning meaning, FoundMemory row) {
    return row.similarity() == null
        ? meaning.minSimilarity() == null
        : meaning.takes(row.similarity());
  }

  private static Map<UUID, Part> ranks(Hits hits) {
    Map<UUID, Part> ranks = new LinkedHashMap<>();
    hits.hits().stream()
        .limit(DEPTH)
        .forEach(hit -> ranks.put(hit.memoryId(), Part.at(ranks.size() + 1)));
    return ranks;
  }

  private static FoundMemory scored(FoundMemory row, Parts parts) {
    return new FoundMemory(
        row.memoryId(),
        row.key(),
        row.text(),
        row.similarity(),
        parts.score(),
        parts,
        row.metadata(),
        row.taskId(),
        row.createdAt(),
        row.validTo());
  }

  /** What is shown of memories, by their ids; one that was forgotten just now is missing. */
  private static Map<UUID, FoundMemory> rows(
      JdbcClient jdbc, Question.@Nullable Meaning meaning, List<UUID> ids) {
    List<Object> parameters = new ArrayList<>();
    if (meaning != null) {
      parameters.add(new PGhalfvec(meaning.vector()));
      parameters.add(meaning.model());
    }
    parameters.add(ids.toArray(UUID[]::new));
    var sql =
        """
        SELECT m.memory_id, m.key, m.text, m.metadata, m.task_id, m.created_at, m.valid_to,
          %s AS similarity
        FROM agent_memories m %s WHERE m.memory_id = ANY (?)\
        """
            .formatted(
                meaning == null ? "NULL::float8" : "1 - (v.embedding <=> ?)",
                meaning == null
                    ? ""
                    : "LEFT JOIN agent_memory_vectors v ON v.memory_id = m.memory_id"
                        + " AND v.model = ?");
    Map<UUID, FoundMemory> rows = new HashMap<>();
    jdbc.sql(sql)
        .params(parameters)
        .query(MemorySearch::row)
        .list()
        .forEach(row -> rows.put(row.memoryId(), row));
    return rows;
  }

  private static FoundMemory row(ResultSet row, int n) throws SQLException {
    double similarity = row.getDouble("similarity");
    Double shown = row.wasNull() ? null : Double.valueOf(Math.clamp(similarity, -1.0, 1.0));
    var validTo = row.getObject("valid_to", OffsetDateTime.class);
    return new FoundMemory(
        row.getObject("memory_id", UUID.class),
        row.getString("key"),
        row.getString("text"),
        shown,
        null,
        null,
        row.getString("metadata"),
        row.getObject("task_id", UUID.class),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        validTo == null ? null : validTo.toInstant());
  }
}
