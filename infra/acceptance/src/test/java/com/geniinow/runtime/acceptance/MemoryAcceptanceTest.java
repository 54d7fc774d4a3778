package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The acceptance criteria of memory. */
class MemoryAcceptanceTest {
  private final TestAgent agent = TestAgent.provision(Map.of());

  @AfterEach
  void letTheSweeperWork() {
    sweeper(true);
  }

  @Test
  void a_key_put_with_ttl_seconds_3600_is_gone_after_one_hour_without_any_sweeper() {
    sweeper(false);
    var put = put("lead", Map.of("value", "hot", "ttl_seconds", 3600));
    var expiresAt = Instant.parse(put.text("expires_at"));
    assertThat(Duration.between(Instant.parse(put.text("updated_at")), expiresAt))
        .isEqualTo(Duration.ofHours(1));

    // Ten seconds before the hour is over.
    shift("lead", expiresAt.minus(Duration.ofSeconds(3590)));
    assertThat(get("lead").text("value")).isEqualTo("hot");

    await().until(() -> get("lead").status() == 404);
    assertThat(keys(agent)).isEmpty();
    assertThat(rows("lead")).as("the row itself").isEqualTo("1");
  }

  @Test
  void a_search_for_fbx_lead_follow_up_answers_results_of_at_least_075() {
    for (var text :
        List.of(
            "follow up on the FBX lead next week",
            "The invoice for March was paid",
            "Flights to Lisbon are cheap in November")) {
      assertThat(embed(text).status()).isEqualTo(201);
    }

    var found = agent.token().post(path("/search"), Map.of("query", "FBX lead follow-up"));

    assertThat(found.status()).isEqualTo(200);
    var results = found.body().path("results");
    assertThat(results).hasSize(1);
    assertThat(results.path(0).path("text").asString()).startsWith("follow up on the FBX lead");
    assertThat(results.path(0).path("similarity").asDouble()).isGreaterThanOrEqualTo(0.75);
  }

  @Test
  void keys_and_memories_are_still_there_after_a_restart() throws Exception {
    put("durable/key", Map.of("value", Map.of("n", 1)));
    embed("this outlives the process");

    RunningSystem.get().restart();

    assertThat(get("durable/key").body().path("value").path("n").asInt()).isEqualTo(1);
    var found = agent.token().post(path("/search"), Map.of("query", "this outlives the process"));
    assertThat(found.body().path("results")).hasSize(1);
  }

  @Test
  void one_agent_s_keys_do_not_show_in_another_s_list() {
    var other = TestAgent.provision(Map.of());
    put("secret", Map.of("value", 1));

    assertThat(keys(agent)).containsExactly("secret");
    assertThat(keys(other)).isEmpty();
    assertThat(other.token().get(path("")).status()).isEqualTo(403);
  }

  @Test
  void an_embedding_is_stored_within_two_seconds() {
    var took = new long[11];
    for (var n = 0; n < took.length; n++) {
      long start = System.nanoTime();
      var stored = embed("observation %d: %s".formatted(n, "the agent saw something. ".repeat(80)));
      took[n] = System.nanoTime() - start;

      assertThat(stored.status()).isEqualTo(201);
      assertThat(
              Sql.row(
                  "SELECT count(*) AS n FROM agent_memory_vectors WHERE memory_id = '%s'"
                      .formatted(stored.text("memory_id"))))
          .containsEntry("n", "1");
    }
    // The median: of one, a busy machine may make anything.
    Arrays.sort(took);
    assertThat(Duration.ofNanos(took[took.length / 2])).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void pg_cron_deletes_expired_keys_on_its_schedule() {
    assertThat(Sql.row("SELECT schedule FROM cron.job WHERE jobname = 'genii-expire-memory-kv'"))
        .containsEntry("schedule", "* * * * *");
    put("short", Map.of("value", 1, "ttl_seconds", 1));
    put("long", Map.of("value", 1, "ttl_seconds", 3600));

    await().until(() -> get("short").status() == 404);
    await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> rows("short").equals("0"));
    assertThat(get("long").status()).isEqualTo(200);
  }

  private Answer put(String key, Map<String, ?> body) {
    var answer = agent.token().put(path("/" + key), body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer;
  }

  private Answer get(String key) {
    return agent.token().get(path("/" + key));
  }

  private Answer embed(String text) {
    return agent.token().post(path("/embed"), Map.of("text", text));
  }

  private static List<String> keys(TestAgent of) {
    return of.token()
        .get("/api/agents/" + of.id() + "/memory")
        .body()
        .path("items")
        .valueStream()
        .map(item -> item.path("key").asString())
        .toList();
  }

  private String path(String rest) {
    return "/api/agents/" + agent.id() + "/memory" + rest;
  }

  private String rows(String key) {
    return Sql.row(
            "SELECT count(*) AS n FROM agent_memory_kv WHERE agent_id = '%s' AND key = '%s'"
                .formatted(agent.id(), key))
        .get("n");
  }

  private void shift(String key, Instant expiresAt) {
    Sql.run(
        "UPDATE agent_memory_kv SET expires_at = '%s' WHERE agent_id = '%s' AND key = '%s'"
            .formatted(expiresAt, agent.id(), key));
  }

  private static void sweeper(boolean active) {
    Sql.run(
        "UPDATE cron.job SET active = %s WHERE jobname LIKE 'genii-expire-memory%%'"
            .formatted(active));
  }
}
