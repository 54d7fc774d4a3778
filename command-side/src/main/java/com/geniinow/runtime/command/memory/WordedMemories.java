package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.memory.Hits.Hit;
import com.geniinow.runtime.query.view.memory.MemoryFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds memories by words of the question, as PostgreSQL's own full-text search makes them of a
 * text. Those come first that have more of the words, and rarer ones, more often. Words that very
 * many of the agent's memories have are passed over where the question has others and those lead to
 * enough; never beside a filter.
 */
final class WordedMemories {
  /** Words of a question that count at most: the first ones. */
  private static final int MOST_WORDS = 64;

  /** Memories from which on a word is passed over. */
  private static final int COMMON = 2_000;

  /** Rows of all words together that are looked at, unless one word alone has more. */
  private static final int ROWS = 10_000;

  /**
   * A word of the question.
   *
   * @param memories that have it, {@link #COMMON} and one at most
   */
  private record Word(String word, long memories) {
    boolean isCommon() {
      return memories > COMMON;
    }
  }

  /** The best memories, best first. */
  Hits find(JdbcClient jdbc, Question question, int most) {
    var words = words(jdbc, question);
    if (words.isEmpty()) {
      return new Hits(List.of(), isWorded(jdbc, question));
    }
    var filter = question.filter();
    if (filter != null) {
      return new Hits(matching(jdbc, question, filter, words, most), isWorded(jdbc, question));
    }
    var chosen = question.asOf() == null ? chosen(words) : words;
    var found = read(jdbc, question, chosen, most);
    if (chosen.size() < words.size() && found.size() < enough(question)) {
      // Words were counted with memories that no search finds any more: so few may be left.
      found = read(jdbc, question, words, most);
      chosen = words;
    }
    return new Hits(found, chosen.size() == words.size() && isWorded(jdbc, question));
  }

  /** What words alone find is not to be short; beside what is near in meaning it may be. */
  private static int enough(Question question) {
    return question.mode() == SearchMode.TEXT ? question.topK() : 1;
  }

  /** Whether all of the agent's memories have their words in the table. */
  private static boolean isWorded(JdbcClient jdbc, Question question) {
    return !jdbc.sql(
            "SELECT EXISTS (SELECT FROM agent_memories WHERE agent_id = ? AND NOT recorded)")
        .param(question.agentId())
        .query(Boolean.class)
        .single();
  }

  /** Looks at every memory that the filter matches, those first that its fields lead to. */
  private static List<Hit> matching(
      JdbcClient jdbc, Question question, MemoryFilter filter, List<Word> words, int most) {
    var few = filter.candidates(jdbc, question.agentId());
    var time = question.time("m");
    List<Object> parameters = new ArrayList<>();
    few.ifPresent(ids -> parameters.addAll(ids.parameters()));
    parameters.add(question.agentId());
    parameters.addAll(time.parameters());
    parameters.addAll(filter.condition().parameters());
    addWords(words, parameters);
    parameters.add(most);
    return jdbc.sql(
            """
            WITH matching AS MATERIALIZED (
              SELECT m.memory_id, m.created_at FROM %sagent_memories m%s
              WHERE m.agent_id = ? AND %s AND %s)
            SELECT m.memory_id, sum(q.weight * (1 + ln(w.times))) AS score
            FROM matching m JOIN agent_memory_words w USING (memory_id)
            JOIN unnest(?::text[], ?::float8[]) AS q (word, weight) ON q.word = w.word
            GROUP BY m.memory_id, m.created_at
            ORDER BY score DESC, m.created_at DESC, m.memory_id LIMIT ?\
            """
                .formatted(
                    few.map(ids -> "(" + ids.text() + ") few JOIN ").orElse(""),
                    few.isPresent() ? " USING (memory_id)" : "",
                    time.text(),
                    filter.condition().text()))
        .params(parameters)
        .query((row, n) -> new Hit(row.getObject(1, UUID.class), row.getDouble(2)))
        .list();
  }

  private static void addWords(List<Word> words, List<Object> parameters) {
    parameters.add(words.stream().map(Word::word).toArray(String[]::new));
    parameters.add(words.stream().map(WordedMemories::weight).toArray(Double[]::new));
  }

  /** Those of the question's words that are in any memory, rarest first. */
  private static List<Word> words(JdbcClient jdbc, Question question) {
    return jdbc
        .sql(
            """
            SELECT q.lexeme, (SELECT count(*) FROM (SELECT FROM agent_memory_words w
              WHERE w.agent_id = ? AND w.word = q.lexeme LIMIT ?) AS counted) AS memories
            FROM (SELECT lexeme FROM unnest(to_tsvector(('pg_catalog.' || coalesce((
                SELECT language FROM agent_memory_models WHERE agent_id = ?), 'simple'))::regconfig, ?))
              ORDER BY positions[1], lexeme LIMIT ?) AS q\
            """)
        .param(question.agentId())
        .param(COMMON + 1)
        .param(question.agentId())
        .param(question.text())
        .param(MOST_WORDS)
        .query((row, n) -> new Word(row.getString(1), row.getLong(2)))
        .list()
        .stream()
        .filter(word -> word.memories() > 0)
        .sorted(Comparator.comparingLong(Word::memories).thenComparing(Word::word))
        .toList();
  }

  private static List<Word> chosen(List<Word> words) {
    if (words.stream().allMatch(Word::isCommon)) {
      return words;
    }
    List<Word> chosen = new ArrayList<>();
    long rows = 0;
    for (var word : words) {
      rows += word.memories();
      if (word.isCommon() || (rows > ROWS && !chosen.isEmpty())) {
        break;
      }
      chosen.add(word);
    }
    return chosen;
  }

  private static List<Hit> read(JdbcClient jdbc, Question question, List<Word> words, int most) {
    var time = question.time("m");
    List<Object> parameters = new ArrayList<>();
    addWords(words, parameters);
    parameters.add(question.agentId());
    parameters.addAll(time.parameters());
    parameters.add(most);
    return jdbc.sql(
            """
            SELECT c.memory_id, c.score FROM (
              SELECT w.memory_id, sum(q.weight * (1 + ln(w.times))) AS score
              FROM unnest(?::text[], ?::float8[]) AS q (word, weight)
              JOIN agent_memory_words w ON w.agent_id = ? AND w.word = q.word
              GROUP BY w.memory_id) AS c
            JOIN agent_memories m ON m.memory_id = c.memory_id
            WHERE %s ORDER BY c.score DESC, m.created_at DESC, m.memory_id LIMIT ?\
            """
                .formatted(time.text()))
        .params(parameters)
        .query((row, n) -> new Hit(row.getObject(1, UUID.class), row.getDouble(2)))
        .list();
  }

  /** Rarer words say more. */
  private static Double weight(Word word) {
    return Math.log(1 + (double) COMMON / word.memories());
  }
}
