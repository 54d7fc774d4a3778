package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** What is searched exactly and what through the index, and that both find the same. */
@RuntimeTest
class MemorySearchTest {
  private static final int TEXTS = 20;
  private static final int FOREIGN = 1_000;

  @LocalServerPort int port;
  @Autowired AgentLine line;
  @Autowired Now now;
  @Autowired JdbcTemplate jdbc;
  @Autowired List<RecurringJob> jobs;
  private MemoryAgent small;
  private MemoryAgent large;

  @BeforeEach
  void aSmallAgentBesideAVeryLargeOne() {
    var api = new Api(port);
    small = MemoryAgent.provision(api);
    large = MemoryAgent.provision(api);
    IntStream.range(0, 6).forEach(n -> small.embedded("ships in the harbour, number " + n));
    IntStream.range(0, TEXTS).forEach(n -> large.embedded(text(n)));
  }

  @AfterEach
  void forget() {
    small.forget();
    large.forget();
  }

  @Test
  void a_small_agent_beside_very_many_foreign_vectors_finds_what_exact_search_finds() {
    crowd();
    index();
    var exact =
        Superuser.jdbc()
            .queryForList(
                """
                SELECT text FROM agent_memory_vectors
                WHERE agent_id = ? ORDER BY embedding <=> (SELECT embedding FROM
                  agent_memory_vectors WHERE agent_id = ? AND text LIKE '%number 3') LIMIT 5\
                """,
                String.class, small.id(), small.id());

    var found =
        MemoryAgent.texts(
            small.search(
                Map.of(
                    "query", "ships in the harbour, number 3", "min_similarity", -1, "top_k", 5)));

    assertThat(found).containsExactlyElementsOf(exact);
  }

  @Test
  void through_the_index_the_same_is_found_as_without_it() {
    crowd();
    var questions = IntStream.range(0, TEXTS).mapToObj(MemorySearchTest::text).toList();
    var before = questions.stream().map(large::found).toList();

    index();

    var hits = 0;
    for (var n = 0; n < questions.size(); n++) {
      var exact = before.get(n).subList(0, 5);
      var found = large.found(questions.get(n));
      hits += (int) found.subList(0, 5).stream().filter(exact::contains).count();
    }
    assertThat(hits).isGreaterThanOrEqualTo(99);
    assertThat(plan()).contains("agent_memory_vectors_hnsw");
  }

  @Test
  void filter_and_expiry_hold_in_the_index_too() {
    crowd();
    large.embed(Map.of("text", "only this", "metadata", Map.of("kind", "rare")));
    large.embed(Map.of("text", "and this", "metadata", Map.of("kind", "rare")));
    large.embed(Map.of("text", "not this", "metadata", Map.of("kind", "rare"), "ttl_seconds", 60));
    for (var table : List.of("agent_memories", "agent_memory_vectors")) {
      Superuser.jdbc()
          .update(
              "UPDATE %s SET expires_at = now() - interval '1 s' WHERE agent_id = ? AND text = 'not this'"
                  .formatted(table),
              large.id());
    }
    index();

    var found =
        large.search(
            Map.of(
                "query",
                "this",
                "min_similarity",
                -1,
                "top_k",
                50,
                "filter",
                Map.of("kind", "rare")));

    assertThat(MemoryAgent.texts(found)).containsExactlyInAnyOrder("only this", "and this");
  }

  /**
   * A field in an object and one whose name looks the same lead to both; the nearest is neither.
   */
  @Test
  void those_that_a_field_leads_to_are_found_in_their_order_and_no_other_takes_their_place() {
    for (var other : List.of("this", "this here", "this one")) {
      large.embed(Map.of("text", other, "metadata", Map.of("at.city", "Oslo")));
    }
    for (var text : List.of("quite something else", "this is it now", "this it is")) {
      large.embed(Map.of("text", text, "metadata", Map.of("at", Map.of("city", "Oslo"))));
    }
    var search =
        Map.<String, Object>of(
            "query", "this", "min_similarity", -1, "filter", Map.of("at", Map.of("city", "Oslo")));
    var all = MemoryAgent.texts(large.search(with(search, 50)));

    assertThat(all)
        .containsExactlyInAnyOrder("quite something else", "this is it now", "this it is")
        .endsWith("quite something else");
    assertThat(each(large.search(with(search, 50)), result -> result.path("similarity").asDouble()))
        .isSortedAccordingTo(Comparator.reverseOrder());
    for (var top = 1; top <= 3; top++) {
      assertThat(MemoryAgent.texts(large.search(with(search, top)))).isEqualTo(all.subList(0, top));
    }
  }

  @Test
  void equals_come_in_one_order_however_many_are_wanted() {
    for (var n = 0; n < 12; n++) {
      large.embed(Map.of("text", "the same", "key", "k" + n));
    }
    var search = Map.<String, Object>of("query", "the same", "min_similarity", 0.9);
    var all = ids(large.search(with(search, 50)));

    assertThat(all).hasSize(12);
    for (var top : List.of(1, 2, 5, 11)) {
      assertThat(ids(large.search(with(search, top)))).isEqualTo(all.subList(0, top));
    }
  }

  private static List<String> ids(Api.Answer answer) {
    return each(answer, result -> result.path("memory_id").asString());
  }

  private static <T> List<T> each(Api.Answer answer, Function<JsonNode, T> field) {
    return answer.body().path("results").valueStream().map(field).toList();
  }

  private static Map<String, Object> with(Map<String, Object> search, int top) {
    var whole = new HashMap<>(search);
    whole.put("top_k", top);
    return whole;
  }

  @Test
  void what_is_stored_while_rows_move_into_the_index_is_found() {
    assertThat(step(10)).isEqualTo(10);
    large.embedded("in the middle of it");
    index();
    large.embedded("and after it");

    assertThat(large.found("in the middle of it")).startsWith("in the middle of it");
    assertThat(large.found("and after it")).startsWith("and after it");
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM agent_memory_vectors WHERE agent_id = ? AND NOT indexed",
                large.id()))
        .isZero();
  }

  @Test
  void an_agent_with_very_many_is_indexed_by_itself_and_others_are_not() {
    Superuser.jdbc()
        .update("UPDATE agent_memory_models SET stored = 100000 WHERE agent_id = ?", large.id());

    jobs.stream().filter(job -> job.name().equals("memory-indexer")).forEach(RecurringJob::run);

    assertThat(searched(large)).isEqualTo("indexed");
    assertThat(searched(small)).isEqualTo("exact");
    assertThat(large.found(text(1))).startsWith(text(1));
  }

  private static String searched(MemoryAgent agent) {
    return Superuser.jdbc()
        .queryForObject(
            "SELECT search FROM agent_memory_models WHERE agent_id = ?", String.class, agent.id());
  }

  /** Copies the large agent's memories over and over, each a little to the side. */
  private void crowd() {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memory_vectors
            SELECT gen_random_uuid(), model, agent_id, entity_id, NULL, false, created_at, NULL,
              (SELECT array_agg(x + 0.05 * sin(n * 7 + i * (n %% 13 + 1))) FROM
                unnest(embedding::vector::real[]) WITH ORDINALITY AS e (x, i))::vector::halfvec,
              '{}', text || ' copy ' || n
            FROM agent_memory_vectors, generate_series(1, %d) n WHERE agent_id = ?\
            """
                .formatted(FOREIGN / TEXTS),
            large.id());
  }

  private void index() {
    while (step(MemoryIndexer.STEP) > 0) {
      // until all rows are in it
    }
    // More than are ever looked at one by one.
    Superuser.jdbc()
        .update("UPDATE agent_memory_models SET stored = 100000 WHERE agent_id = ?", large.id());
  }

  private int step(int most) {
    return line.send(new TendMemories.Index(large.id(), most, now.get()));
  }

  /** How PostgreSQL goes about a search of the large agent's, under the service's own login. */
  private String plan() {
    var zero = "[" + "0,".repeat(1535) + "1]";
    return String.join(
        "\n",
        Superuser.jdbc()
            .execute(
                (java.sql.Connection connection) -> {
                  connection.setAutoCommit(false);
                  try (var s = connection.createStatement()) {
                    s.execute("SET LOCAL ROLE genii_command");
                    s.execute("SET LOCAL genii.agent_id = '" + large.id() + "'");
                    s.execute("SET LOCAL enable_sort = off");
                    var rows =
                        s.executeQuery(
                            "EXPLAIN SELECT memory_id FROM agent_memory_vectors WHERE agent_id = '%s' AND model = '%s' AND valid_to IS NULL AND (expires_at IS NULL OR expires_at > now()) AND indexed ORDER BY embedding <=> '%s'::halfvec LIMIT 5"
                                .formatted(large.id(), "all-minilm-l6-v2-q", zero));
                    var lines = new java.util.ArrayList<String>();
                    while (rows.next()) {
                      lines.add(rows.getString(1));
                    }
                    return lines;
                  } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                  }
                }));
  }

  private static String text(int n) {
    var words =
        List.of("harbour", "invoice", "weather", "engine", "garden", "music", "contract", "tax");
    return "%s and %s, note %d"
        .formatted(
            words.get(n % 8),
            words.get(n / 8 % 8),
            n * 37 + UUID.nameUUIDFromBytes(new byte[] {(byte) n}).hashCode() % 100);
  }
}
