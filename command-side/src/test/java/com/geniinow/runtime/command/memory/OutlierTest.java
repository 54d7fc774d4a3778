package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Thousands of memories in the index, much alike, and twenty far from them: the index's graph has
 * rows that no edge leads to. Whatever is stored is found all the same.
 */
@RuntimeTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutlierTest {
  private static final int CROWD = 6_000;
  private static final List<String> FAR =
      IntStream.range(0, 20).mapToObj(OutlierTest::far).toList();

  @LocalServerPort int port;
  @Autowired AgentLine line;
  @Autowired Now now;
  private MemoryAgent agent;

  @BeforeAll
  void aCrowdAndTwentyFarFromIt() {
    agent = MemoryAgent.provision(new Api(port));
    IntStream.range(0, 20).forEach(n -> agent.embedded("the meeting of team " + n + " is moved"));
    remember(FAR.subList(0, 15));
    crowd();
    while (line.send(new TendMemories.Index(agent.id(), MemoryIndexer.STEP, now.get())) > 0) {
      // until all rows are in the index
    }
    remember(FAR.subList(15, 20));
  }

  /** Before the crowd, whose rows take the place of theirs in the graph; and after it. */
  private void remember(List<String> far) {
    far.forEach(
        text ->
            assertThat(agent.embed(Map.of("text", text, "metadata", Map.of("far", true))).status())
                .isEqualTo(201));
  }

  @AfterAll
  void forget() {
    agent.forget();
  }

  /** As if so many were there: what is looked at one by one depends on it. */
  private void asOneOf(int stored) {
    Superuser.jdbc()
        .update("UPDATE agent_memory_models SET stored = ? WHERE agent_id = ?", stored, agent.id());
  }

  @Test
  void every_memory_is_among_the_first_when_its_own_text_is_asked_for() {
    asOneOf(100_000);
    for (var text : FAR) {
      assertThat(first5(text)).as(text).contains(text);
    }
    // As memories of before are, until they are written anew: of both kinds, before and after the
    // crowd.
    Superuser.jdbc()
        .update(
            "UPDATE agent_memory_vectors SET text_sha256 = NULL WHERE agent_id = ?", agent.id());
    for (var n = 0; n < FAR.size(); n += 3) {
      assertThat(first5(FAR.get(n))).as(FAR.get(n)).contains(FAR.get(n));
    }
  }

  @Test
  void every_memory_that_a_filter_matches_is_found() {
    var found =
        agent.search(
            Map.of(
                "query",
                "the meeting of team 3 is moved",
                "min_similarity",
                -1,
                "top_k",
                50,
                "filter",
                Map.of("far", true)));

    assertThat(MemoryAgent.texts(found)).containsExactlyInAnyOrderElementsOf(FAR);
  }

  /** Not by the very text: each with a word more, one less, and in another order. */
  @Test
  void every_memory_is_among_the_first_when_much_the_same_is_asked_for() {
    asOneOf(CROWD + 40);
    for (var text : FAR) {
      for (var near : List.of(text + " indeed", text.substring(2), "today " + text)) {
        for (double least : new double[] {-1, 0.1}) {
          var found = agent.search(Map.of("query", near, "top_k", 5, "min_similarity", least));
          assertThat(MemoryAgent.texts(found)).as(near).contains(text);
        }
        assertThat(first5(near)).as(near).contains(text);
      }
    }
  }

  /** The index finds a third of them: each team's are an island in its graph. */
  @Test
  void the_nearest_of_six_thousand_that_are_much_alike_are_found() {
    asOneOf(CROWD + 40);
    for (var n = 0; n < 20; n++) {
      var question = "is the meeting of team " + n + " moved";
      var found = agent.search(Map.of("query", question, "top_k", 5));
      var meant = "the meeting of team " + n + " is moved";
      assertThat(MemoryAgent.texts(found))
          .as(question)
          .hasSize(5)
          .allSatisfy(text -> assertThat(text).matches(meant + "( copy .*)?"));
    }
  }

  @Test
  void as_many_are_found_as_are_asked_for_and_are_there() {
    asOneOf(100_000);
    assertThat(agent.found("the meeting of team 3 is moved")).hasSize(50).doesNotHaveDuplicates();
    assertThat(agent.found(FAR.getFirst())).hasSize(50).contains(FAR.getFirst());
  }

  private List<String> first5(String text) {
    return MemoryAgent.texts(agent.search(Map.of("query", text, "top_k", 5)));
  }

  /** Each the crowd's first texts, a little to the side. */
  private void crowd() {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memory_vectors
            SELECT gen_random_uuid(), model, agent_id, entity_id, NULL, false, created_at, NULL,
              (SELECT array_agg(x + 0.0005 * sin(n * 7 + i * (n %% 13 + 1))) FROM
                unnest(embedding::vector::real[]) WITH ORDINALITY AS e (x, i))::vector::halfvec,
              '{}', text || ' copy ' || n, sha256(convert_to(text || ' copy ' || n, 'UTF8'))
            FROM agent_memory_vectors, generate_series(1, %d) n
            WHERE agent_id = ? AND metadata = '{}'"""
                .formatted(CROWD / 20),
            agent.id());
  }

  private static String far(int n) {
    var things =
        List.of("quasar", "marzipan", "tarantula", "oboe", "glacier", "parliament", "soufflé");
    return "A %s of %s, %d".formatted(things.get(n % 7), things.get((n * 3 + 1) % 7), n * n);
  }
}
