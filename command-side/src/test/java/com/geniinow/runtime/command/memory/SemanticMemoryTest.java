package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.TestEmbedders;
import com.geniinow.runtime.platform.web.Json;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RuntimeTest
class SemanticMemoryTest {
  @LocalServerPort int port;
  @Autowired MeterRegistry meters;
  private MemoryAgent agent;

  @BeforeEach
  void anAgent() {
    agent = MemoryAgent.provision(new Api(port));
  }

  @AfterEach
  void forget() {
    TestEmbedders.SHARED.reset();
    agent.forget();
  }

  @Test
  void texts_are_found_by_their_meaning_best_first() {
    agent.embedded("The customer from Hamburg complained about a late delivery");
    agent.embedded("follow up on the FBX lead next week");
    agent.embedded("Two eggs, flour and a pinch of salt");

    var found = agent.search(Map.of("query", "FBX lead follow-up"));

    assertThat(found.status()).as("%s", found).isEqualTo(200);
    assertThat(MemoryAgent.texts(found)).containsExactly("follow up on the FBX lead next week");
    assertThat(found.body().path("results").path(0).path("similarity").asDouble())
        .isBetween(0.75, 1.0);
    assertThat(agent.found("FBX lead follow-up"))
        .hasSize(3)
        .startsWith("follow up on the FBX lead next week");
    assertThat(agent.found("cake recipe")).startsWith("Two eggs, flour and a pinch of salt");
  }

  @Test
  void a_memory_is_answered_with_all_that_was_given_with_it() {
    var task =
        agent
            .api()
            .asAgent(agent.id(), "POST", "/api/tasks", Map.of("type", "simulate"))
            .text("task_id");
    var metadata = Map.of("kind", "note", "weight", 1.5, "tags", List.of("a", "b"));
    var stored = agent.embed(Map.of("text", "a thought", "task_id", task, "metadata", metadata));

    assertThat(stored.status()).as("%s", stored).isEqualTo(201);
    assertThat(stored.text("model")).isEqualTo("all-minilm-l6-v2-q");
    var found = agent.search(Map.of("query", "a thought"));
    assertThat(found.text("model")).isEqualTo("all-minilm-l6-v2-q");
    var memory = found.body().path("results").path(0);
    assertThat(memory.path("memory_id")).isEqualTo(stored.body().path("memory_id"));
    assertThat(memory.path("created_at")).isEqualTo(stored.body().path("created_at"));
    assertThat(memory.path("task_id").asString()).isEqualTo(task);
    assertThat(memory.path("similarity").asDouble()).isCloseTo(1, within(0.001));
    assertThat(memory.path("metadata"))
        .isEqualTo(Json.mapper().readTree(Json.mapper().writeValueAsString(metadata)));
  }

  @Test
  void a_filter_leaves_only_what_has_that_metadata() {
    for (var n = 0; n < 4; n++) {
      agent.embed(Map.of("text", "note " + n, "metadata", Map.of("even", n % 2 == 0, "n", n)));
    }
    var search =
        new HashMap<String, Object>(Map.of("query", "note", "min_similarity", -1, "top_k", 50));

    search.put("filter", Map.of("even", true));
    assertThat(MemoryAgent.texts(agent.search(search)))
        .containsExactlyInAnyOrder("note 0", "note 2");
    search.put("filter", Map.of("even", true, "n", 2));
    assertThat(MemoryAgent.texts(agent.search(search))).containsExactly("note 2");
    search.put("filter", Map.of("even", "true"));
    assertThat(MemoryAgent.texts(agent.search(search))).isEmpty();
  }

  @Test
  void as_many_results_come_as_are_asked_for_and_five_else() {
    for (var n = 0; n < 7; n++) {
      agent.embedded("the same note, number " + n);
    }
    assertThat(
            MemoryAgent.texts(agent.search(Map.of("query", "the same note", "min_similarity", 0))))
        .hasSize(5);
    assertThat(
            MemoryAgent.texts(
                agent.search(Map.of("query", "the same note", "min_similarity", 0, "top_k", 2))))
        .hasSize(2);
    assertThat(agent.found("the same note")).hasSize(7);
  }

  @Test
  void bad_requests_change_nothing_and_use_nothing() {
    var embeds = new java.util.ArrayList<Map<String, @Nullable Object>>();
    embeds.add(Map.of());
    embeds.add(Map.of("text", " "));
    embeds.add(Map.of("text", 5));
    embeds.add(Map.of("text", "a\0b"));
    embeds.add(Map.of("text", "a", "ttl_seconds", 0));
    embeds.add(Map.of("text", "a", "metadata", List.of(1)));
    embeds.add(Map.of("text", "a", "metadata", Map.of("k", "\0")));
    embeds.add(Map.of("text", "a", "metadata", Map.of("k", "x".repeat(17_000))));
    embeds.add(Map.of("text", "a", "task_id", UUID.randomUUID()));
    embeds.add(Map.of("text", "a", "task_id", "x"));
    embeds.add(Map.of("text", "x y ".repeat(8_000)));
    for (var body : embeds) {
      assertThat(agent.embed(body).text("reason")).as("%.80s", body).isEqualTo("invalid_request");
    }
    for (var body :
        List.of(
            Map.of("top_k", 5),
            Map.of("query", ""),
            Map.of("query", "a", "top_k", 0),
            Map.of("query", "a", "top_k", 51),
            Map.of("query", "a", "min_similarity", 1.1),
            Map.of("query", "a", "min_similarity", -1.1),
            Map.of("query", "a", "filter", "x"))) {
      assertThat(agent.search(body).text("reason")).as("%s", body).isEqualTo("invalid_request");
    }
    assertThat(agent.stored()).isEmpty();
    assertThat(usage()).isEmpty();
  }

  @Test
  void a_text_of_32_kilobytes_is_taken_and_a_longer_one_is_refused_with_the_limit_named() {
    var word = "possibilities ";
    var longest = word.repeat(32 * 1024 / word.length());

    assertThat(agent.embed(Map.of("text", longest)).status()).isEqualTo(201);
    for (var refused :
        List.of(
            agent.embed(Map.of("text", longest + word)),
            agent.search(Map.of("query", longest + word)))) {
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.text("reason")).isEqualTo("payload_too_large");
      assertThat(refused.body().path("limit_bytes").asLong()).isEqualTo(32_768);
    }
    assertThat(agent.found("possibilities")).hasSize(1);
  }

  @Test
  void every_call_is_a_row_of_usage_with_the_tokens_that_were_charged() {
    var memory = agent.embedded("three plain words");
    agent.search(Map.of("query", "words"));

    var rows = usage();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).path("task_id").asString()).isEqualTo(memory);
    assertThat(rows.get(0).path("model").asString()).isEqualTo("all-minilm-l6-v2-q");
    assertThat(rows.get(0).path("tokens").asLong()).isBetween(3L, 5L);
    var quota = quota();
    assertThat(quota.path("monthly_tokens_used").asLong())
        .isEqualTo(rows.stream().mapToLong(row -> row.path("tokens").asLong()).sum());
    assertThat(quota.path("monthly_tokens_reserved").asLong()).isZero();
  }

  @Test
  void calls_that_are_made_with_a_key_name_it_in_their_usage_and_in_the_ledger() {
    var key = agent.api().createKey(agent.id());
    var path = "/api/agents/" + agent.id() + "/memory/";
    var secret = key.text("key");
    assertThat(agent.api().bearing(secret, "POST", path + "embed", Map.of("text", "a")).status())
        .isEqualTo(201);
    assertThat(agent.api().bearing(secret, "POST", path + "search", Map.of("query", "a")).status())
        .isEqualTo(200);
    agent.embedded("without a key");

    assertThat(usage())
        .extracting(row -> row.path("key_id").asString(""))
        .containsExactlyInAnyOrder(key.text("key_id"), key.text("key_id"), "");
    var ledger = "/api/agents/" + agent.id() + "/ledger";
    assertThat(agent.api().asAdmin("GET", ledger, null).body().path("items"))
        .filteredOn(entry -> entry.path("type").asString().equals("usage_recorded"))
        .extracting(entry -> entry.path("details").path("key_id").asString(""))
        .containsExactlyInAnyOrder(key.text("key_id"), key.text("key_id"), "");
  }

  @Test
  void embedding_calls_are_timed() {
    agent.embedded("time me");

    var timer = meters.get("genii.memory.embed.latency").tag("outcome", "answered").timer();
    assertThat(timer.count()).isPositive();
    assertThat(timer.totalTime(java.util.concurrent.TimeUnit.NANOSECONDS)).isPositive();
  }

  private List<tools.jackson.databind.JsonNode> usage() {
    return agent
        .api()
        .asAgent(agent.id(), "GET", "/api/agents/" + agent.id() + "/quota/usage", null)
        .body()
        .path("items")
        .valueStream()
        .toList();
  }

  private tools.jackson.databind.JsonNode quota() {
    return agent
        .api()
        .asAgent(agent.id(), "GET", "/api/agents/" + agent.id() + "/quota", null)
        .body();
  }
}
