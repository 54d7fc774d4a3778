package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an agent's memory promises, a test for each sentence. */
class MemoriesAcceptanceTest {
  private final TestAgent agent = TestAgent.provision(Map.of());

  @Test
  void a_memory_is_listed_read_changed_and_forgotten() {
    var id = embed(Map.of("text", "Ann pays by card", "metadata", Map.of("customer", "ann")));
    embed(Map.of("text", "Bob pays by invoice", "metadata", Map.of("customer", "bob")));

    assertThat(listed("")).containsExactly("Bob pays by invoice", "Ann pays by card");
    assertThat(listed("?filter=%7B%22customer%22:%22ann%22%7D"))
        .containsExactly("Ann pays by card");
    var read = agent.token().get(memories("/" + id));
    assertThat(read.text("text")).isEqualTo("Ann pays by card");
    assertThat(Caller.founder(agent.entityId()).get(memories("/" + id)).status()).isEqualTo(200);
    assertThat(Caller.admin().get(memories("")).status()).isEqualTo(200);
    assertThat(Caller.founder(UUID.randomUUID()).get(memories("")).status()).isEqualTo(403);

    var patch = Map.of("metadata", Map.of("since", 2026), "ttl_seconds", 3600);
    var changed = agent.token().patch(memories("/" + id), patch);
    assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
    assertThat(changed.body().path("metadata").path("customer").asString()).isEqualTo("ann");
    assertThat(changed.body().path("metadata").path("since").asInt()).isEqualTo(2026);
    assertThat(changed.body().path("expires_at").isNull()).isFalse();

    assertThat(agent.token().delete(memories("/" + id)).status()).isEqualTo(204);
    assertThat(agent.token().get(memories("/" + id)).status()).isEqualTo(404);
    assertThat(listed("")).containsExactly("Bob pays by invoice");
  }

  @Test
  void the_same_text_ten_times_is_one_memory_and_one_result() {
    var ids = new HashSet<String>();
    for (var n = 0; n < 10; n++) {
      ids.add(embed(Map.of("text", "the harbour is closed")));
    }
    embed(Map.of("text", "the harbour opens at nine"));

    assertThat(ids).hasSize(1);
    assertThat(found(Map.of("query", "the harbour", "min_similarity", -1)))
        .containsExactlyInAnyOrder("the harbour is closed", "the harbour opens at nine");
  }

  @Test
  void a_key_s_next_memory_supersedes_the_one_before_which_is_found_as_of_then() {
    embed(Map.of("text", "Ann lives in Rome", "key", "ann/home"));
    var items = agent.token().get(memories("")).body().path("items");
    var then = items.path(0).path("created_at").asString();
    embed(Map.of("text", "Ann lives in Oslo", "key", "ann/home"));

    assertThat(found(Map.of("query", "where does Ann live?"))).containsExactly("Ann lives in Oslo");
    assertThat(found(Map.of("query", "where does Ann live?", "as_of", then)))
        .containsExactly("Ann lives in Rome");
    assertThat(listed("?key=ann/home")).containsExactly("Ann lives in Oslo", "Ann lives in Rome");
  }

  @Test
  void a_filter_has_operators_and_an_unknown_one_is_refused() {
    for (var n = 0; n < 6; n++) {
      embed(Map.of("text", "note " + n, "metadata", Map.of("n", n)));
    }
    assertThat(filtered(Map.of("n", Map.of("$gte", 2, "$lt", 4))))
        .containsExactlyInAnyOrder("note 2", "note 3");
    assertThat(
            filtered(
                Map.of("$or", List.of(Map.of("n", 0), Map.of("n", Map.of("$in", List.of(5)))))))
        .containsExactlyInAnyOrder("note 0", "note 5");
    assertThat(filtered(Map.of("m", Map.of("$exists", true)))).isEmpty();
    var unknown = search(Map.of("query", "x", "filter", Map.of("n", Map.of("$near", 1))));
    assertThat(unknown.status()).isEqualTo(400);
  }

  @Test
  void words_and_meaning_are_searched_apart_and_together() {
    embed(Map.of("text", "Customers pay their invoices within thirty days"));
    embed(Map.of("text", "Invoice INV-4711 is unpaid"));

    assertThat(found(Map.of("query", "inv-4711", "mode", "text")))
        .startsWith("Invoice INV-4711 is unpaid");
    var hybrid = search(Map.of("query", "what about INV-4711?", "mode", "hybrid"));
    var best = hybrid.body().path("results").path(0);
    assertThat(best.path("text").asString()).isEqualTo("Invoice INV-4711 is unpaid");
    assertThat(best.path("score").asDouble()).isPositive();
    assertThat(hybrid.body().path("exact").asBoolean()).isTrue();
  }

  @Test
  void memories_are_forgotten_by_policy_after_a_dry_run() {
    for (var n = 0; n < 5; n++) {
      embed(Map.of("text", "note " + n));
    }
    var dry = forget(Map.of("keep_newest", 2, "dry_run", true));
    assertThat(dry.body().path("count").asInt()).isEqualTo(3);
    assertThat(listed("")).hasSize(5);

    assertThat(forget(Map.of("keep_newest", 2)).body().path("count").asInt()).isEqualTo(3);

    assertThat(listed("")).containsExactly("note 4", "note 3");
    assertThat(forget(Map.of()).status()).isEqualTo(400);
    var ledger = "/api/agents/" + agent.id() + "/ledger?limit=200";
    assertThat(
            Caller.admin()
                .get(ledger)
                .body()
                .path("items")
                .valueStream()
                .map(entry -> entry.path("type").asString()))
        .contains("memory_remembered", "memory_forgotten");
  }

  private String embed(Map<String, ?> memory) {
    var answer = agent.token().post("/api/agents/" + agent.id() + "/memory/embed", memory);
    assertThat(answer.status()).as("%s", answer.body()).isIn(200, 201);
    return answer.text("memory_id");
  }

  private Answer search(Map<String, ?> search) {
    return agent.token().post("/api/agents/" + agent.id() + "/memory/search", search);
  }

  private List<String> found(Map<String, ?> search) {
    var answer = search(search);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer
        .body()
        .path("results")
        .valueStream()
        .map(result -> result.path("text").asString())
        .toList();
  }

  private List<String> filtered(Map<String, ?> filter) {
    var search = new HashMap<String, Object>(Map.of("query", "note", "min_similarity", -1));
    search.put("filter", filter);
    return found(search);
  }

  private List<String> listed(String query) {
    return agent
        .token()
        .get(memories(query))
        .body()
        .path("items")
        .valueStream()
        .map(item -> item.path("text").asString())
        .toList();
  }

  private Answer forget(Map<String, ?> policy) {
    return agent.token().post(memories("/forget"), policy);
  }

  private String memories(String rest) {
    return "/api/agents/" + agent.id() + "/memories" + rest;
  }
}
