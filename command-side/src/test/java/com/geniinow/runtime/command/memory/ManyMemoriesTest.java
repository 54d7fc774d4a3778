package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.query.view.memory.MemoryFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/**
 * Filters that no field leads to, of an agent with thousands of memories: whether few match or
 * many, and whether these are near or far, what is found is the nearest that match.
 */
@RuntimeTest
class ManyMemoriesTest {
  private static final String ASKED = "the ship leaves the harbour at noon";
  private static final String FAR = "a cake with cherries and cream";
  private static final Duration HOLD = Duration.ofMinutes(1);
  private static final Map<String, ?> ODD = Map.of("kind", "odd");

  /** No memory has it, and no field leads there, for it has too long a name. */
  private static final Map<String, ?> NONE = Map.of("x".repeat(201), 1);

  private static final Map<String, ?> FILTER = Map.of("$or", List.of(ODD, NONE));

  @LocalServerPort int port;
  private MemoryAgent agent;

  @BeforeEach
  void anAgentWithThousandsThatAreNearAndDoNotMatch() {
    agent = MemoryAgent.provision(new Api(port));
    agent.embed(Map.of("text", FAR, "metadata", ODD));
    agent.embed(Map.of("text", ASKED));
    copies(ASKED, ManyMemories.NEAREST + 100);
  }

  @AfterEach
  void forget() {
    agent.forget();
  }

  @Test
  void no_field_leads_to_what_the_filter_matches() {
    var filter = MemoryFilter.of("filter", Json.mapper().convertValue(FILTER, ObjectNode.class));
    assertThat(filter.candidates(JdbcClient.create(Superuser.jdbc()), agent.id())).isEmpty();
  }

  @Test
  void few_that_match_are_found_behind_thousands() {
    assertThat(found(Map.of())).containsExactly(FAR);
    assertThat(found(Map.of("filter", NONE))).isEmpty();
  }

  @Test
  void very_many_that_match_are_found_behind_thousands() {
    copies(FAR, ManyMemories.FEW + 100);
    assertThat(found(Map.of())).hasSize(5).allMatch(text -> text.startsWith(FAR));
  }

  @Test
  void of_very_many_that_match_the_nearest_are_found_that_are_or_were_current() {
    var sharp = agent.embed(Map.of("text", ASKED + " sharp", "key", "note", "metadata", ODD));
    var moment = agent.memory(sharp.text("memory_id")).text("created_at");
    copies(ASKED + " sharp", ManyMemories.FEW + 100);
    assertThat(found(Map.of("top_k", 50))).hasSize(50).allMatch(t -> t.startsWith(ASKED));

    agent.embed(Map.of("text", "no ship today", "key", "note", "metadata", ODD));

    assertThat(found(Map.of("top_k", 50))).hasSize(50).doesNotContain(ASKED + " sharp");
    expire("% copy %");
    assertThat(found(Map.of())).containsExactlyInAnyOrder("no ship today", FAR);
    assertThat(found(Map.of("as_of", moment))).containsExactlyInAnyOrder(ASKED + " sharp", FAR);
  }

  /** A bitmap, or an index in another order, takes two or three times as long. */
  @Test
  void each_of_very_many_is_read_by_the_index_that_is_in_the_order_of_the_table() {
    var near = new NearMemories(new MemorySettings(5, null, 1, 50_000, 200, 100_000, 10_000, HOLD));
    Superuser.inOneSnapshot(
        () -> {
          var jdbc = JdbcClient.create(Superuser.jdbc());
          // Here this agent has most of the table.
          jdbc.sql("SELECT set_config('enable_seqscan', 'off', true)").query().singleRow();
          var meaning = anyMeaning(jdbc);
          var question =
              new Question(
                  agent.id(), SearchMode.SEMANTIC, ASKED, meaning, 5, null, null, Instant.now());
          assertThat(near.find(jdbc, question, meaning, 5).hits()).hasSize(5);
          assertThat(rowsReadBy(jdbc)).containsExactly("agent_memory_vectors_search");
        });
  }

  private Question.Meaning anyMeaning(JdbcClient jdbc) {
    return jdbc.sql(
            """
            SELECT model, vector_dims(embedding) FROM agent_memory_vectors
            WHERE agent_id = ? LIMIT 1\
            """)
        .param(agent.id())
        .query(
            (row, n) -> {
              var vector = new float[row.getInt(2)];
              Arrays.fill(vector, 1);
              return new Question.Meaning(row.getString(1), vector, null, 0.5);
            })
        .single();
  }

  /** Indexes of vectors that this transaction has read row by row. */
  private static List<String> rowsReadBy(JdbcClient jdbc) {
    return jdbc.sql(
            """
            SELECT indexrelname FROM pg_stat_user_indexes
            WHERE relname = 'agent_memory_vectors'
              AND pg_stat_get_xact_tuples_fetched(indexrelid) > 0\
            """)
        .query(String.class)
        .list();
  }

  /** So many memories more that mean the same as one has and are described alike. */
  private void copies(String text, int count) {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memory_vectors
            SELECT gen_random_uuid(), model, agent_id, entity_id, NULL, false, created_at, NULL,
              embedding, metadata, text || ' copy ' || n
            FROM agent_memory_vectors, generate_series(1, ?) n WHERE agent_id = ? AND text = ?\
            """,
            count,
            agent.id(),
            text);
  }

  private void expire(String like) {
    for (var table : List.of("agent_memories", "agent_memory_vectors")) {
      Superuser.jdbc()
          .update(
              "UPDATE %s SET expires_at = now() - interval '1 s' WHERE agent_id = ? AND text LIKE ?"
                  .formatted(table),
              agent.id(),
              like);
    }
  }

  private List<String> found(Map<String, ?> more) {
    var search = new HashMap<String, Object>();
    search.putAll(Map.of("query", ASKED, "min_similarity", -1, "top_k", 5, "filter", FILTER));
    search.putAll(more);
    var found = agent.search(search);
    assertThat(found.body().path("exact").asBoolean()).as("%s", found).isTrue();
    return MemoryAgent.texts(found);
  }
}
