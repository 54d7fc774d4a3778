package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestEmbedders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Memories one by one: listed, read, changed, superseded, forgotten. */
@RuntimeTest
class MemoryRoutesTest {
  @LocalServerPort int port;
  @Autowired MemoryUseTable uses;
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
  void a_memory_is_shown_as_it_was_given() {
    var id =
        agent
            .embed(
                Map.of(
                    "text",
                    "a thought",
                    "key",
                    "idea",
                    "metadata",
                    Map.of("n", 1),
                    "ttl_seconds",
                    60))
            .text("memory_id");

    var shown = agent.memory(id);

    assertThat(shown.status()).as("%s", shown).isEqualTo(200);
    assertThat(shown.text("memory_id")).isEqualTo(id);
    assertThat(shown.text("key")).isEqualTo("idea");
    assertThat(shown.text("text")).isEqualTo("a thought");
    assertThat(shown.body().path("metadata").path("n").asInt()).isEqualTo(1);
    assertThat(shown.text("model")).isEqualTo("all-minilm-l6-v2-q");
    assertThat(shown.text("valid_from")).isEqualTo(shown.text("created_at"));
    assertThat(
            Duration.between(
                Instant.parse(shown.text("created_at")), Instant.parse(shown.text("expires_at"))))
        .isEqualTo(Duration.ofSeconds(60));
    for (var field : List.of("task_id", "valid_to", "superseded_by", "last_used_at")) {
      assertThat(shown.body().has(field) && shown.body().path(field).isNull()).as(field).isTrue();
    }
    assertThat(shown.body().path("uses").asInt(-1)).isZero();
    assertThat(agent.memory(UUID.randomUUID().toString()).status()).isEqualTo(404);
  }

  @Test
  void the_same_text_is_one_memory_and_is_paid_once() {
    var calls = new AtomicInteger();
    TestEmbedders.SHARED.meanwhile(calls::incrementAndGet);
    var first = agent.embed(Map.of("text", "the same", "metadata", Map.of("a", 1, "b", 1)));
    Answer again = first;
    for (var n = 0; n < 9; n++) {
      again = agent.embed(Map.of("text", "the same", "metadata", Map.of("b", 2)));
    }

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers()).doesNotContainKey("idempotency-replayed");
    assertThat(calls.get()).isEqualTo(1);
    assertThat(agent.found("the same")).hasSize(1);
    var metadata = agent.memory(first.text("memory_id")).body().path("metadata");
    assertThat(metadata.toString()).isEqualTo("{\"a\":1,\"b\":2}");
    assertThat(found(Map.of("b", 2))).hasSize(1);
    assertThat(found(Map.of("b", 1))).isEmpty();
    // Under another key, and under none, it is another.
    assertThat(agent.embed(Map.of("text", "the same", "key", "k")).status()).isEqualTo(201);
    assertThat(agent.embed(Map.of("text", "the same", "key", "k")).status()).isEqualTo(200);
    assertThat(agent.embed(Map.of("text", "the same", "key", "l")).status()).isEqualTo(201);
    assertThat(agent.listed("")).hasSize(3);
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void the_same_text_at_the_same_instant_is_one_memory() throws Exception {
    var answers = Parallel.all(8, n -> agent.embed(Map.of("text", "at once", "key", "k")));

    var ids = new HashSet<String>();
    answers.forEach(answer -> ids.add(answer.text("memory_id")));
    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201));
    assertThat(ids).hasSize(1);
    assertThat(agent.listed("")).containsExactly("at once");
    assertThat(Events.of(agent.id()).count("MemoryRemembered")).isEqualTo(1);
    assertThat(Events.of(agent.id()).count("UsageReserved"))
        .isEqualTo(Events.of(agent.id()).count("UsageRecorded"));
  }

  @Test
  void a_time_to_live_that_is_given_again_counts_anew_and_one_left_out_changes_nothing() {
    var id = agent.embed(Map.of("text", "x", "ttl_seconds", 60)).text("memory_id");
    var before = agent.memory(id).text("expires_at");
    agent.embed(Map.of("text", "x"));
    assertThat(agent.memory(id).text("expires_at")).isEqualTo(before);

    agent.embed(Map.of("text", "x", "ttl_seconds", 6000));

    assertThat(Instant.parse(agent.memory(id).text("expires_at")))
        .isAfter(Instant.parse(before).plusSeconds(5000));
    assertThat(Events.of(agent.id()).count("MemoryTtlChanged")).isEqualTo(1);
  }

  @Test
  void the_next_memory_of_a_key_supersedes_the_one_before() {
    var first = agent.embed(Map.of("text", "he lives in Rome", "key", "home")).text("memory_id");
    var second = agent.embed(Map.of("text", "he lives in Oslo", "key", "home"));

    assertThat(second.status()).isEqualTo(201);
    assertThat(agent.found("where does he live?")).containsExactly("he lives in Oslo");
    assertThat(found(Map.of())).containsExactly("he lives in Oslo");
    var kept = agent.memory(first);
    assertThat(kept.text("superseded_by")).isEqualTo(second.text("memory_id"));
    assertThat(kept.text("valid_to")).isEqualTo(second.text("created_at"));
    assertThat(agent.listed("?key=home&order=asc"))
        .containsExactly("he lives in Rome", "he lives in Oslo");
    // What is superseded is no duplicate: the first text again is a third memory.
    assertThat(agent.embed(Map.of("text", "he lives in Rome", "key", "home")).status())
        .isEqualTo(201);
    assertThat(agent.found("where does he live?")).containsExactly("he lives in Rome");
    var events = Events.of(agent.id());
    assertThat(events.count("MemoryRemembered")).isEqualTo(3);
    assertThat(events.count("MemorySuperseded")).isEqualTo(2);
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void as_of_finds_what_was_current_then() {
    agent.embed(Map.of("text", "he lives in Rome", "key", "home"));
    agent.embed(Map.of("text", "the sky is blue"));
    var then = agent.api().asAgent(agent.id(), "GET", agent.memories(""), null);
    var moment = then.body().path("items").path(0).path("created_at").asString();
    agent.embed(Map.of("text", "he lives in Oslo", "key", "home"));
    agent.embed(Map.of("text", "the sky is grey"));

    assertThat(asOf(moment)).containsExactlyInAnyOrder("he lives in Rome", "the sky is blue");
    assertThat(asOf("2020-01-01T00:00:00Z")).isEmpty();
    assertThat(asOf(Instant.now().toString()))
        .containsExactlyInAnyOrder("he lives in Oslo", "the sky is blue", "the sky is grey");
    assertThat(search(Map.of("as_of", Instant.now().plusSeconds(60).toString())).status())
        .isEqualTo(400);
  }

  @Test
  void metadata_and_expiry_are_changed_and_the_text_stays() {
    var id = agent.embed(Map.of("text", "x", "metadata", Map.of("a", 1, "b", 1))).text("memory_id");

    var changed =
        agent.patch(id, nulls("b", Map.of("metadata", Map.of("c", 3), "ttl_seconds", 60)));

    assertThat(changed.status()).as("%s", changed).isEqualTo(200);
    assertThat(changed.body().path("metadata").toString()).isEqualTo("{\"a\":1,\"c\":3}");
    assertThat(changed.body().path("expires_at").isNull()).isFalse();
    assertThat(found(Map.of("c", 3))).containsExactly("x");
    assertThat(found(Map.of("b", 1))).isEmpty();
    var forEver = new HashMap<String, @Nullable Object>();
    forEver.put("ttl_seconds", null);
    assertThat(agent.patch(id, forEver).body().path("expires_at").isNull()).isTrue();
    assertThat(agent.patch(id, Map.of()).status()).isEqualTo(200);
    for (var bad :
        List.of(
            Map.of("ttl_seconds", 0),
            Map.of("text", "y"),
            Map.of("metadata", Map.of("$x", 1)),
            Map.of("metadata", Map.of("x", "y".repeat(17_000))))) {
      assertThat(agent.patch(id, bad).status()).as("%.60s", bad).isEqualTo(400);
    }
    assertThat(agent.patch(UUID.randomUUID().toString(), Map.of("ttl_seconds", 9)).status())
        .isEqualTo(404);
    assertThat(Events.of(agent.id()).count("MemoryTtlChanged")).isEqualTo(2);
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void what_is_forgotten_is_gone_with_all_that_led_to_it() {
    var id = agent.embed(Map.of("text", "forget me", "key", "k")).text("memory_id");
    agent.embedded("keep me");

    assertThat(agent.forget(id).status()).isEqualTo(204);

    assertThat(agent.forget(id).status()).isEqualTo(404);
    assertThat(agent.memory(id).status()).isEqualTo(404);
    assertThat(agent.found("forget me")).containsExactly("keep me");
    assertThat(agent.stored()).noneMatch(row -> row.contains(id));
    assertThat(Events.of(agent.id()).count("MemoryForgotten")).isEqualTo(1);
    assertThat(agent.embed(Map.of("text", "forget me", "key", "k")).status()).isEqualTo(201);
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void an_expired_memory_is_none_whether_or_not_its_row_is_there() {
    try (var paused = new PausedJobs()) {
      var id = agent.embed(Map.of("text", "gone", "key", "k", "ttl_seconds", 60)).text("memory_id");
      for (var table : List.of("agent_memories", "agent_memory_vectors")) {
        Superuser.jdbc()
            .update(
                "UPDATE %s SET expires_at = now() - interval '1 s' WHERE agent_id = ?"
                    .formatted(table),
                agent.id());
      }

      assertThat(agent.memory(id).status()).isEqualTo(404);
      assertThat(agent.patch(id, Map.of("ttl_seconds", 60)).status()).isEqualTo(404);
      assertThat(agent.forget(id).status()).isEqualTo(404);
      assertThat(agent.listed("")).isEmpty();
      assertThat(agent.found("gone")).isEmpty();
      assertThat(agent.forgetBy(Map.of("keep_newest", 0)).body().path("count").asInt()).isZero();
      assertThat(agent.embed(Map.of("text", "gone", "key", "k")).status()).isEqualTo(201);
      assertThat(Events.of(agent.id()).count("MemorySuperseded")).isZero();
      PausedJobs.run("genii-expire-memories");
      assertThat(agent.found("gone")).containsExactly("gone");
    }
  }

  @Test
  void memories_are_listed_by_time_filter_and_page() {
    for (var n = 0; n < 5; n++) {
      agent.embed(Map.of("text", "note " + n, "metadata", Map.of("n", n, "even", n % 2 == 0)));
    }
    assertThat(agent.listed("")).containsExactly("note 4", "note 3", "note 2", "note 1", "note 0");
    assertThat(agent.listed("?order=asc&filter=%7B%22even%22:true%7D"))
        .containsExactly("note 0", "note 2", "note 4");
    assertThat(agent.listed("?filter=%7B%22n%22:%7B%22$gte%22:3%7D%7D"))
        .containsExactly("note 4", "note 3");
    var page = agent.api().asAgent(agent.id(), "GET", agent.memories("?limit=2"), null);
    var next = page.text("next_cursor");
    assertThat(agent.listed("?limit=2&cursor=" + next)).containsExactly("note 2", "note 1");
    assertThat(status("?limit=2&order=asc&cursor=" + next)).isEqualTo(400);
    var third = page.body().path("items").path(1).path("created_at").asString();
    assertThat(agent.listed("?from=" + third)).containsExactly("note 4", "note 3");
    assertThat(agent.listed("?to=" + third)).containsExactly("note 2", "note 1", "note 0");
    for (var bad :
        List.of("?filter=x", "?filter=%5B%5D", "?order=up", "?filter=%7B%22$x%22:1%7D")) {
      assertThat(status(bad)).as(bad).isEqualTo(400);
    }
  }

  @Test
  void memories_are_forgotten_by_policy_and_a_dry_run_changes_nothing() {
    for (var n = 0; n < 5; n++) {
      agent.embed(Map.of("text", "note " + n, "metadata", Map.of("even", n % 2 == 0)));
    }
    assertThat(agent.forgetBy(Map.of("dry_run", true)).status()).isEqualTo(400);
    assertThat(agent.forgetBy(Map.of()).status()).isEqualTo(400);
    var dry = agent.forgetBy(Map.of("keep_newest", 3, "dry_run", true));
    assertThat(dry.body().path("count").asInt()).isEqualTo(2);
    assertThat(dry.body().path("sample")).hasSize(2);
    assertThat(agent.listed("")).hasSize(5);

    var even = Map.of("even", true);
    assertThat(count(Map.of("filter", even, "keep_newest", 2))).isEqualTo(1);
    assertThat(agent.listed("?order=asc")).containsExactly("note 1", "note 2", "note 3", "note 4");
    assertThat(count(Map.of("older_than", "2020-01-01T00:00:00Z"))).isZero();
    assertThat(count(Map.of("older_than", Instant.now().toString(), "filter", even))).isEqualTo(2);
    assertThat(agent.listed("")).containsExactly("note 3", "note 1");
    assertThat(count(Map.of("keep_newest", 0))).isEqualTo(2);
    assertThat(Events.of(agent.id()).count("MemoryForgotten")).isEqualTo(5);
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void uses_are_those_of_the_agent_s_own_searches() {
    var id = agent.embedded("the harbour is closed");
    var unused = agent.embedded("two eggs and flour");
    agent.search(Map.of("query", "is the harbour closed?", "top_k", 1));
    agent.search(Map.of("query", "harbour closed", "mode", "text"));
    var search = Map.of("query", "harbour");
    agent.api().asFounder(agent.entity(), "POST", agent.path("search"), search);
    agent.api().asAdmin("POST", agent.path("search"), search);

    uses.write();

    assertThat(agent.memory(id).body().path("uses").asInt()).isEqualTo(2);
    assertThat(agent.memory(id).body().path("last_used_at").isNull()).isFalse();
    assertThat(agent.memory(unused).body().path("uses").asInt()).isZero();
    // Whoever forgets by use counts what this process has not written yet.
    agent.search(Map.of("query", "eggs and flour", "top_k", 1));
    var since = Map.of("unused_since", agent.memory(unused).text("created_at"));
    assertThat(count(since)).isZero();
    assertThat(agent.memory(unused).body().path("uses").asInt()).isEqualTo(1);
    assertThat(count(Map.of("unused_since", Instant.now().plusSeconds(60).toString())))
        .isEqualTo(2);
  }

  @Test
  void a_full_memory_is_refused_until_something_is_forgotten() {
    var small = MemoryAgent.provision(agent.api(), Map.of("storage_limit_bytes", 100));
    var id = small.embedded("x".repeat(60));

    var full = small.embed(Map.of("text", "y".repeat(60)));

    assertThat(full.status()).isEqualTo(429);
    assertThat(full.text("reason")).isEqualTo("memory_full");
    assertThat(full.headers()).containsKey("retry-after");
    assertThat(Events.of(small.id()).count("UsageReserved")).isEqualTo(1);
    small.forget(id);
    assertThat(small.embed(Map.of("text", "y".repeat(60))).status()).isEqualTo(201);
  }

  @Test
  void what_memories_take_is_shown_with_the_quota() {
    assertThat(figures()).as("left out while there are none").isEmpty();
    var id = agent.embedded("x".repeat(60));
    agent.embed(Map.of("text", "y", "metadata", Map.of("a", 1)));
    assertThat(figures()).isEqualTo("{\"count\":2,\"limit\":1000000,\"bytes\":71}");
    agent.forget(id);
    assertThat(figures()).isEqualTo("{\"count\":1,\"limit\":1000000,\"bytes\":9}");
  }

  private String figures() {
    var path = "/api/agents/" + agent.id() + "/quota";
    return agent.api().asAgent(agent.id(), "GET", path, null).body().path("memory").toString();
  }

  @Test
  void every_act_has_its_event_and_its_entry_with_the_hash_of_the_text() {
    var first = agent.embed(Map.of("text", "abc", "key", "k")).text("memory_id");
    agent.embed(Map.of("text", "abd", "key", "k"));
    agent.patch(first, Map.of("ttl_seconds", 60));
    agent.forget(first);
    // SHA-256 of abc, as in FIPS 180-2.
    var hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    var entries =
        agent
            .api()
            .asAdmin("GET", "/api/agents/" + agent.id() + "/ledger?limit=200", null)
            .body()
            .path("items")
            .valueStream()
            .filter(entry -> entry.path("details").path("memory_id").asString("").equals(first))
            .toList();

    assertThat(entries)
        .extracting(entry -> entry.path("type").asString())
        .containsExactlyInAnyOrder(
            "memory_remembered", "memory_superseded", "memory_ttl_changed", "memory_forgotten");
    assertThat(entries)
        .allSatisfy(
            entry ->
                assertThat(entry.path("details").path("text_sha256").asString()).isEqualTo(hash));
    var stored =
        Superuser.jdbc()
            .queryForList(
                "SELECT payload FROM domain_event_entry WHERE agent_id = ?",
                String.class,
                agent.id());
    assertThat(stored).noneMatch(payload -> payload.contains("\"abc\""));
    Consistency.assertTablesFollowEvents(agent.id());
  }

  private int count(Map<String, ?> policy) {
    var answer = agent.forgetBy(policy);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body().path("count").asInt();
  }

  private int status(String query) {
    return agent.api().asAgent(agent.id(), "GET", agent.memories(query), null).status();
  }

  private List<String> found(Map<String, ?> filter) {
    return MemoryAgent.texts(search(Map.of("filter", filter)));
  }

  private List<String> asOf(String moment) {
    return MemoryAgent.texts(search(Map.of("as_of", moment)));
  }

  private Answer search(Map<String, ?> more) {
    var search =
        new HashMap<String, Object>(Map.of("query", "x", "top_k", 50, "min_similarity", -1));
    search.putAll(more);
    return agent.search(search);
  }

  /** A patch whose metadata take a member away, too. */
  private static Map<String, ?> nulls(String name, Map<String, ?> patch) {
    var metadata = new HashMap<String, @Nullable Object>();
    ((Map<?, ?>) Objects.requireNonNull(patch.get("metadata")))
        .forEach((k, v) -> metadata.put(String.valueOf(k), v));
    metadata.put(name, null);
    var all = new HashMap<String, Object>(patch);
    all.put("metadata", metadata);
    return all;
  }
}
