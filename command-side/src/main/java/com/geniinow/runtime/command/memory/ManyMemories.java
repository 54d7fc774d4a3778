package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.memory.Hits.Hit;
import com.geniinow.runtime.query.view.memory.MemoryFilter;
import com.pgvector.PGhalfvec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks at each of very many memories of one agent. */
final class ManyMemories {
  /** Memories up to which those that a filter matches are looked at one by one. */
  static final int FEW = 5_000;

  /** How many of the nearest are asked whether a filter matches them, before all are. */
  static final int NEAREST = 5_000;

  /** The same for each result that is wanted: enough where one in a hundred matches. */
  private static final int NEAREST_EACH = 200;

  private ManyMemories() {}

  /** How rows are come by. */
  enum Way {
    /** Row by row, the best of all: few are wanted. */
    BEST("on", "off", "on", "1"),
    /**
     * Row by row in the order of an index, until there are enough. By one process: another one has
     * to be given each page of the server's memory, and to give it back, which is more than it
     * saves where rows are small.
     */
    FIRST("on", "off", "off", "0"),
    /** All with all. */
    ALL("off", "on", "on", "1");

    private final String nestloop;
    private final String hashjoin;
    private final String sort;
    private final String processes;

    Way(String nestloop, String hashjoin, String sort, String processes) {
      this.nestloop = nestloop;
      this.hashjoin = hashjoin;
      this.sort = sort;
      this.processes = processes;
    }
  }

  /**
   * Plans for this agent, not for one with few, and for one more process where one is free: reading
   * is most of the work, and the index of an agent's vectors has them in the order of the table. (A
   * bitmap is no better, and processes wait for each other at each of its pages.) Holds to the end
   * of the transaction.
   */
  static void plan(JdbcClient jdbc, Way way) {
    set(
        jdbc,
        "force_custom_plan",
        way.nestloop,
        way.hashjoin,
        way.sort,
        "1",
        "0",
        "0",
        "0",
        way.processes);
  }

  /** Back to what an agent with few is read by, and to what the server has of the rest. */
  static void planForFew(JdbcClient jdbc) {
    set(jdbc, "force_generic_plan", "on", "off", "on", null, null, null, null, null);
  }

  private static void set(JdbcClient jdbc, @Nullable Object... values) {
    jdbc.sql(
            """
            SELECT set_config('plan_cache_mode', ?, true), set_config('enable_nestloop', ?, true),
              set_config('enable_hashjoin', ?, true), set_config('enable_sort', ?, true),
              set_config('random_page_cost', ?, true), set_config('parallel_setup_cost', ?, true),
              set_config('parallel_tuple_cost', ?, true),
              set_config('min_parallel_index_scan_size', ?, true),
              set_config('max_parallel_workers_per_gather', ?, true)\
            """)
        .params(Arrays.asList(values))
        .query()
        .singleRow();
  }

  /**
   * The nearest that a filter matches which no field leads to. Where it matches few, these are
   * looked at. Else the nearest of all are asked first: where enough of them match, none that is
   * farther can be among the results. Else every memory is asked.
   */
  static List<Hit> filtered(
      JdbcClient jdbc, Question question, Question.Meaning meaning, MemoryFilter filter, int most) {
    plan(jdbc, Way.FIRST);
    var matching = matching(jdbc, question, filter);
    plan(jdbc, Way.BEST);
    if (matching.size() <= FEW) {
      return matching.isEmpty() ? List.of() : ofThese(jdbc, meaning, matching, most);
    }
    var found = amongNearest(jdbc, question, meaning, filter, most);
    if (found.size() == most) {
      return found;
    }
    plan(jdbc, Way.ALL);
    return amongAll(jdbc, question, meaning, filter, most);
  }

  /** The ids of what a filter matches, or of more than few. */
  private static List<UUID> matching(JdbcClient jdbc, Question question, MemoryFilter filter) {
    var time = question.time("m");
    List<Object> parameters = new ArrayList<>();
    parameters.add(question.agentId());
    parameters.addAll(time.parameters());
    parameters.addAll(filter.condition().parameters());
    parameters.add(FEW + 1);
    // In the order of an index that is the table's own.
    return jdbc.sql(
            """
            SELECT m.memory_id FROM agent_memories m WHERE m.agent_id = ? AND %s AND %s
            ORDER BY m.created_at, m.memory_id LIMIT ?\
            """
                .formatted(time.text(), filter.condition().text()))
        .params(parameters)
        .query(UUID.class)
        .list();
  }

  /** One by one by their key, however few a plan takes the agent to have. */
  private static List<Hit> ofThese(
      JdbcClient jdbc, Question.Meaning meaning, List<UUID> ids, int most) {
    return jdbc.sql(
            """
            SELECT few.memory_id, 1 - v.distance AS similarity
            FROM unnest(?) AS few (memory_id) CROSS JOIN LATERAL (
              SELECT v.embedding <=> ? AS distance FROM agent_memory_vectors v
              WHERE v.memory_id = few.memory_id AND v.model = ? OFFSET 0) v
            ORDER BY v.distance, few.memory_id LIMIT ?\
            """)
        .params(ids.toArray(UUID[]::new), new PGhalfvec(meaning.vector()), meaning.model(), most)
        .query(NearMemories::hit)
        .list();
  }

  /** Those that match are looked up one by one, however few a plan takes the agent to have. */
  private static List<Hit> amongNearest(
      JdbcClient jdbc, Question question, Question.Meaning meaning, MemoryFilter filter, int most) {
    var vectors = question.time("v");
    var memories = question.time("m");
    List<Object> parameters = new ArrayList<>();
    parameters.add(new PGhalfvec(meaning.vector()));
    parameters.add(question.agentId());
    parameters.add(meaning.model());
    parameters.addAll(vectors.parameters());
    parameters.add(Math.max(NEAREST, NEAREST_EACH * most));
    parameters.addAll(memories.parameters());
    parameters.addAll(filter.condition().parameters());
    parameters.add(most);
    return jdbc.sql(
            """
            WITH nearest AS MATERIALIZED (
              SELECT v.memory_id, v.embedding <=> ? AS distance FROM agent_memory_vectors v
              WHERE v.agent_id = ? AND v.model = ? AND %s ORDER BY distance, memory_id LIMIT ?)
            SELECT n.memory_id, 1 - n.distance AS similarity
            FROM nearest n CROSS JOIN LATERAL (
              SELECT FROM agent_memories m WHERE m.memory_id = n.memory_id AND %s AND %s OFFSET 0) m
            ORDER BY n.distance, n.memory_id LIMIT ?\
            """
                .formatted(vectors.text(), memories.text(), filter.condition().text()))
        .params(parameters)
        .query(NearMemories::hit)
        .list();
  }

  private static List<Hit> amongAll(
      JdbcClient jdbc, Question question, Question.Meaning meaning, MemoryFilter filter, int most) {
    var time = question.time("m");
    List<Object> parameters = new ArrayList<>();
    parameters.add(new PGhalfvec(meaning.vector()));
    parameters.add(question.agentId());
    parameters.addAll(time.parameters());
    parameters.addAll(filter.condition().parameters());
    parameters.add(question.agentId());
    parameters.add(meaning.model());
    parameters.add(most);
    return jdbc.sql(
            """
            SELECT memory_id, 1 - distance AS similarity FROM (
              SELECT v.memory_id, v.embedding <=> ? AS distance
              FROM agent_memories m JOIN agent_memory_vectors v USING (memory_id)
              WHERE m.agent_id = ? AND %s AND %s AND v.agent_id = ? AND v.model = ?
              ORDER BY distance, memory_id LIMIT ?) nearest ORDER BY distance, memory_id\
            """
                .formatted(time.text(), filter.condition().text()))
        .params(parameters)
        .query(NearMemories::hit)
        .list();
  }
}
