package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.background.RecurringJob;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Searches by words, and by words and meaning together. */
@RuntimeTest
class WordSearchTest {
  @LocalServerPort int port;
  @Autowired List<RecurringJob> jobs;
  private MemoryAgent agent;

  @BeforeEach
  void anAgent() {
    agent = MemoryAgent.provision(new Api(port));
  }

  @AfterEach
  void forget() {
    agent.forget();
  }

  @Test
  void words_are_found_whatever_they_mean_and_nothing_is_embedded() {
    agent.embedded("Invoice INV-4711 is unpaid");
    agent.embedded("Invoice INV-4712 is paid");
    agent.embedded("Two eggs and flour");
    var reserved = Events.of(agent.id()).count("UsageReserved");

    var found = agent.search(Map.of("query", "what about inv-4711?", "mode", "text"));

    assertThat(found.status()).as("%s", found).isEqualTo(200);
    assertThat(MemoryAgent.texts(found)).startsWith("Invoice INV-4711 is unpaid");
    assertThat(found.body().path("min_similarity").isNull()).isTrue();
    assertThat(found.body().path("exact").asBoolean()).isTrue();
    var best = found.body().path("results").path(0);
    assertThat(best.path("similarity").isNull()).isTrue();
    assertThat(best.path("score").asDouble()).isCloseTo(1.0 / 61, within(1e-9));
    assertThat(best.path("parts").path("text").path("rank").asInt()).isEqualTo(1);
    assertThat(best.path("parts").path("semantic").isNull()).isTrue();
    assertThat(Events.of(agent.id()).count("UsageReserved")).isEqualTo(reserved);
    assertThat(MemoryAgent.texts(agent.search(Map.of("query", "nothing", "mode", "text"))))
        .isEmpty();
  }

  @Test
  void rarer_words_and_more_of_them_come_first() {
    for (var n = 0; n < 5; n++) {
      agent.embedded("the ship number " + n);
    }
    agent.embedded("the zeppelin");
    agent.embedded("the ship and the zeppelin");

    var found = agent.search(Map.of("query", "the ship zeppelin", "mode", "text", "top_k", 3));

    assertThat(MemoryAgent.texts(found).subList(0, 2))
        .containsExactly("the ship and the zeppelin", "the zeppelin");
  }

  @Test
  void both_together_add_the_reciprocals_of_their_ranks() {
    agent.embedded("Customers pay their bills within thirty days");
    agent.embedded("The order ZX-81 came late");
    agent.embedded("The cat sleeps on the windowsill");

    var found = agent.search(Map.of("query", "when is ZX-81 paid?", "mode", "hybrid"));

    assertThat(found.status()).as("%s", found).isEqualTo(200);
    assertThat(found.body().path("min_similarity").isNull()).isTrue();
    var results = found.body().path("results").valueStream().toList();
    assertThat(results).hasSize(3);
    assertThat(results)
        .allSatisfy(
            result -> {
              var sum = 0.0;
              for (var part : result.path("parts").values()) {
                sum += part.isNull() ? 0 : 1.0 / (60 + part.path("rank").asInt());
                assertThat(part.isNull() || part.path("score").asDouble() > 0).isTrue();
              }
              assertThat(result.path("score").asDouble()).isCloseTo(sum, within(1e-12));
              assertThat(result.path("similarity").isNumber()).isTrue();
            });
    assertThat(results.getFirst().path("text").asString()).contains("ZX-81");
    var least = Map.of("query", "when is ZX-81 paid?", "mode", "hybrid", "min_similarity", 0.999);
    assertThat(MemoryAgent.texts(agent.search(least))).isEmpty();
  }

  @Test
  void filters_time_and_superseding_hold_for_words_too() {
    agent.embed(Map.of("text", "the red ship", "key", "k", "metadata", Map.of("n", 1)));
    var then = agent.api().asAgent(agent.id(), "GET", agent.memories(""), null);
    var moment = then.body().path("items").path(0).path("created_at").asString();
    agent.embed(Map.of("text", "the blue ship", "key", "k", "metadata", Map.of("n", 2)));

    for (var mode : List.of("text", "hybrid")) {
      assertThat(texts(Map.of("query", "ship", "mode", mode))).containsExactly("the blue ship");
      assertThat(texts(Map.of("query", "ship", "mode", mode, "as_of", moment)))
          .containsExactly("the red ship");
      var other = Map.of("n", Map.of("$lt", 2));
      assertThat(texts(Map.of("query", "ship", "mode", mode, "filter", other))).isEmpty();
    }
    assertThat(agent.search(Map.of("query", "ship", "mode", "fuzzy")).status()).isEqualTo(400);
  }

  @Test
  void words_are_of_the_language_that_the_agent_s_metadata_name() {
    var german =
        MemoryAgent.provision(agent.api(), Map.of("metadata", Map.of("language", "German")));
    german.embedded("Die Rechnungen wurden bezahlt");
    assertThat(MemoryAgent.texts(german.search(Map.of("query", "Rechnung", "mode", "text"))))
        .hasSize(1);
    agent.embedded("Die Rechnungen wurden bezahlt");
    assertThat(texts(Map.of("query", "Rechnung", "mode", "text"))).isEmpty();

    var path = "/api/agents/" + agent.id();
    agent.api().asAdmin("PATCH", path, Map.of("metadata", Map.of("language", "german")));
    jobs.stream().filter(job -> job.name().equals("memory-languages")).forEach(RecurringJob::run);

    assertThat(texts(Map.of("query", "Rechnung", "mode", "text"))).hasSize(1);
    agent.embedded("Rechnungen sind zu zahlen");
    assertThat(texts(Map.of("query", "Rechnung", "mode", "text"))).hasSize(2);
  }

  @Test
  void a_word_that_very_many_have_is_passed_over_where_others_lead_to_enough() {
    agent.embedded("the quasar");
    var copies = 2_100;
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memories (memory_id, agent_id, entity_id, created_at, recorded,
              worded, text_sha256, metadata, text)
            SELECT gen_random_uuid(), agent_id, entity_id, created_at, true, 'simple',
              sha256(convert_to('the ' || n, 'UTF8')), '{}', 'the ' || n
            FROM agent_memories, generate_series(1, ?) n WHERE agent_id = ?\
            """,
            copies,
            agent.id());
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memory_words SELECT memory_id, agent_id, entity_id, 'the', 1
            FROM agent_memories WHERE agent_id = ? ON CONFLICT DO NOTHING\
            """,
            agent.id());

    var found = agent.search(Map.of("query", "the quasar", "mode", "text", "top_k", 1));

    assertThat(MemoryAgent.texts(found)).containsExactly("the quasar");
    assertThat(found.body().path("exact").asBoolean()).isFalse();
    var more = agent.search(Map.of("query", "the quasar", "mode", "text", "top_k", 3));
    assertThat(MemoryAgent.texts(more)).hasSize(3).startsWith("the quasar");
    assertThat(more.body().path("exact").asBoolean()).isTrue();
    agent.embed(Map.of("text", "the last", "metadata", Map.of("kind", "last")));
    var filtered =
        agent.search(
            Map.of("query", "the quasar", "mode", "text", "filter", Map.of("kind", "last")));
    assertThat(MemoryAgent.texts(filtered)).containsExactly("the last");
    assertThat(filtered.body().path("exact").asBoolean()).isTrue();
    var common = agent.search(Map.of("query", "the", "mode", "text", "top_k", 50));
    assertThat(MemoryAgent.texts(common)).hasSize(50);
    assertThat(common.body().path("exact").asBoolean()).isTrue();
  }

  @Test
  void an_unknown_agent_has_no_words() {
    var path = "/api/agents/" + java.util.UUID.randomUUID() + "/memory/search";
    Answer answer = agent.api().asAdmin("POST", path, Map.of("query", "x", "mode", "text"));
    assertThat(answer.status()).isEqualTo(404);
  }

  private List<String> texts(Map<String, ?> search) {
    return MemoryAgent.texts(agent.search(search));
  }
}
