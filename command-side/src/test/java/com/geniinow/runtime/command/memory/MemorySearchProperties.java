package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.testing.Property;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever was stored and is asked for: what a plain list of memories answers, too. */
@RuntimeTest
class MemorySearchProperties {
  private static final JsonMapper JSON = Json.mapper();
  private static final List<String> VALUES =
      List.of(
          "0",
          "1",
          "1.0",
          "2.5",
          "-3",
          "1e30",
          "\"\"",
          "\"x\"",
          "\"y\"",
          "\"ü\"",
          "\"1\"",
          "true",
          "false",
          "null",
          "[]",
          "[1,\"x\"]",
          "[\"x\"]",
          "{}",
          "[[],{\"p\":1}]",
          "{\"p\":1}",
          "{\"p\":[]}",
          "{\"p\":{\"p\":1}}",
          "{\"p\":\"x\",\"q\":2}");
  private static final List<String> OPERATORS =
      List.of("$eq", "$ne", "$in", "$nin", "$gt", "$gte", "$lt", "$lte", "$exists");

  @LocalServerPort int port;

  @Test
  void searches_and_lists_answer_what_a_plain_model_does() {
    Property.holds(
        4,
        random -> {
          var agent = MemoryAgent.provision(new Api(port));
          var model = new MemoryModel();
          List<Seen> seen = new ArrayList<>();
          for (var n = 0; n < 25; n++) {
            act(agent, model, random, n);
            if (random.nextInt(4) == 0) {
              seen.add(look(agent, model));
            }
          }
          if (random.nextBoolean()) {
            beUnrecorded(agent);
          }
          for (var n = 0; n < 25; n++) {
            var filter = random.nextInt(6) == 0 ? null : filter(random, 2);
            Instant asOf = random.nextInt(3) == 0 ? oneOf(random, moments(seen)) : null;
            assertThat(ids(search(agent, "semantic", filter, asOf)))
                .as("%s as of %s", filter, asOf)
                .isEqualTo(model.found(filter, asOf));
            if (filter != null) {
              assertThat(listed(agent, filter)).as("%s", filter).isEqualTo(model.listed(filter));
            }
          }
          seen.forEach(then -> assertThat(asOf(agent, then.at())).isEqualTo(kept(model, then)));
          Consistency.assertTablesFollowEvents(agent.id());
          agent.forget();
        });
  }

  @Test
  void words_find_what_a_plain_model_does_in_whatever_order() {
    Property.holds(
        3,
        random -> {
          var agent = MemoryAgent.provision(new Api(port));
          var model = new MemoryModel();
          for (var n = 0; n < 20; n++) {
            act(agent, model, random, n);
          }
          for (var n = 0; n < 15; n++) {
            var filter = random.nextInt(3) == 0 ? null : filter(random, 2);
            for (var mode : List.of("text", "hybrid")) {
              assertThat(ids(search(agent, mode, filter, null)))
                  .as("%s %s", mode, filter)
                  .isEqualTo(model.found(filter, null));
            }
          }
          agent.forget();
        });
  }

  /** What a search found at a moment. */
  private record Seen(Instant at, Set<String> found) {}

  private static Instant oneOf(Random random, List<Instant> moments) {
    return moments.get(random.nextInt(moments.size()));
  }

  private static List<Instant> moments(List<Seen> seen) {
    List<Instant> moments = new ArrayList<>(List.of(Instant.parse("2020-01-01T00:00:00Z")));
    seen.forEach(then -> moments.add(then.at()));
    return moments;
  }

  private static Seen look(MemoryAgent agent, MemoryModel model) {
    var at =
        Objects.requireNonNull(
                Superuser.jdbc().queryForObject("SELECT clock_timestamp()", OffsetDateTime.class))
            .toInstant();
    var found = ids(search(agent, "semantic", null, null));
    assertThat(found).isEqualTo(model.found(null, null));
    return new Seen(at, found);
  }

  /** What was seen then, but what was forgotten since. */
  private static Set<String> kept(MemoryModel model, Seen then) {
    var there = model.all().stream().map(memory -> memory.id).collect(Collectors.toSet());
    return then.found().stream().filter(there::contains).collect(Collectors.toSet());
  }

  private static Set<String> asOf(MemoryAgent agent, Instant at) {
    return ids(search(agent, "semantic", null, at));
  }

  private static void act(MemoryAgent agent, MemoryModel model, Random random, int n) {
    var all = model.all();
    switch (random.nextInt(9)) {
      case 0 -> {
        if (!all.isEmpty()) {
          var gone = all.remove(random.nextInt(all.size()));
          assertThat(agent.forget(gone.id).status()).isEqualTo(204);
        }
      }
      case 1 -> {
        if (!all.isEmpty()) {
          var changed = all.get(random.nextInt(all.size()));
          changed.metadata = metadata(random);
          var patch = new HashMap<String, @Nullable Object>();
          patch.put("metadata", null);
          agent.patch(changed.id, patch);
          var answer = agent.patch(changed.id, Map.of("metadata", withoutNulls(changed)));
          assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        }
      }
      case 2 -> {
        if (!all.isEmpty()) {
          expire(all.remove(random.nextInt(all.size())).id);
        }
      }
      default -> embed(agent, model, random, n);
    }
  }

  /** As after the time to live that a memory was given. */
  private static void expire(String id) {
    for (var table : List.of("agent_memories", "agent_memory_vectors")) {
      Superuser.jdbc()
          .update(
              "UPDATE %s SET expires_at = now() - interval '1 ms' WHERE memory_id = ?::uuid"
                  .formatted(table),
              id);
    }
  }

  /** A patch can't set null: it takes a member away. */
  private static ObjectNode withoutNulls(MemoryModel.Kept memory) {
    memory.metadata = stripped(memory.metadata);
    return memory.metadata;
  }

  private static ObjectNode stripped(ObjectNode object) {
    var kept = JSON.createObjectNode();
    object
        .properties()
        .forEach(
            entry -> {
              if (!entry.getValue().isNull()) {
                kept.set(entry.getKey(), entry.getValue());
              }
            });
    return kept;
  }

  private static void embed(MemoryAgent agent, MemoryModel model, Random random, int n) {
    String key = Property.oneOf(random, null, null, "a", "b", "c");
    var text = "note " + (random.nextInt(3) == 0 ? random.nextInt(5) : n + 100);
    var metadata = metadata(random);
    var body = new HashMap<String, Object>(Map.of("text", text, "metadata", metadata));
    if (key != null) {
      body.put("key", key);
    }
    var same = model.same(key, text);
    if (same != null) {
      // What is merged is for another test; here it stays as it was.
      body.remove("metadata");
      assertThat(agent.embed(body).text("memory_id")).isEqualTo(same.id);
      return;
    }
    var answer = agent.embed(body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    model.add(
        new MemoryModel.Kept(
            answer.text("memory_id"),
            key,
            text,
            Instant.parse(answer.text("created_at")),
            metadata));
  }

  /** As memories of before are, whose fields have no rows. */
  private static void beUnrecorded(MemoryAgent agent) {
    Superuser.jdbc()
        .update(
            """
            WITH unled AS (UPDATE agent_memories SET recorded = false
              WHERE agent_id = ? AND hashtext(memory_id::text) % 2 = 0 RETURNING memory_id)
            DELETE FROM agent_memory_fields WHERE memory_id IN (SELECT memory_id FROM unled)\
            """,
            agent.id());
  }

  private static ObjectNode metadata(Random random) {
    var metadata = JSON.createObjectNode();
    for (var name : List.of("a", "b", "ü", "a.p")) {
      if (random.nextInt(3) > 0) {
        metadata.set(name, value(random));
      }
    }
    return metadata;
  }

  private static JsonNode value(Random random) {
    return JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
  }

  private static ObjectNode filter(Random random, int depth) {
    var filter = JSON.createObjectNode();
    for (var n = 0; n <= random.nextInt(2); n++) {
      var name = Property.oneOf(random, "a", "b", "ü", "a.p", "missing");
      switch (random.nextInt(depth == 0 ? 5 : 8)) {
        case 0 -> filter.set(name, value(random));
        case 1, 2 -> filter.set(name, comparison(random));
        case 3 -> filter.putObject(name).set("p", comparison(random));
        case 4 -> filter.putObject(name).set("p", value(random));
        case 5, 6 -> several(filter.putArray("$or"), random, depth);
        default -> several(filter.putArray("$and"), random, depth);
      }
    }
    return filter;
  }

  private static void several(ArrayNode list, Random random, int depth) {
    for (var n = 0; n <= random.nextInt(3); n++) {
      list.add(filter(random, depth - 1));
    }
  }

  private static ObjectNode comparison(Random random) {
    var comparison = JSON.createObjectNode();
    for (var n = 0; n <= random.nextInt(2); n++) {
      var operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
      comparison.set(
          operator,
          switch (operator) {
            case "$in", "$nin" -> JSON.createArrayNode().add(value(random)).add(value(random));
            case "$exists" -> JSON.readTree(random.nextBoolean() ? "true" : "false");
            case "$eq", "$ne" -> value(random);
            default ->
                JSON.readTree(
                    Property.oneOf(random, "0", "1", "2.50", "\"x\"", "\"é\"", "true", "null"));
          });
    }
    return comparison;
  }

  private static Api.Answer search(
      MemoryAgent agent, String mode, @Nullable JsonNode filter, @Nullable Instant asOf) {
    var body = new HashMap<String, Object>(Map.of("query", "note", "top_k", 50, "mode", mode));
    if (mode.equals("semantic")) {
      body.put("min_similarity", -1);
    }
    if (filter != null) {
      body.put("filter", filter);
    }
    if (asOf != null) {
      body.put("as_of", asOf.toString());
    }
    var answer = agent.search(body);
    assertThat(answer.status()).as("%s: %s", body, answer).isEqualTo(200);
    assertThat(answer.body().path("exact").asBoolean()).isTrue();
    return answer;
  }

  private static Set<String> ids(Api.Answer answer) {
    return answer
        .body()
        .path("results")
        .valueStream()
        .map(result -> result.path("memory_id").asString())
        .collect(Collectors.toSet());
  }

  private static Set<String> listed(MemoryAgent agent, JsonNode filter) {
    var encoded = URLEncoder.encode(filter.toString(), StandardCharsets.UTF_8);
    var path = agent.memories("?limit=200&filter=" + encoded);
    var answer = agent.api().asAgent(agent.id(), "GET", path, null);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer
        .body()
        .path("items")
        .valueStream()
        .map(item -> item.path("memory_id").asString())
        .collect(Collectors.toSet());
  }
}
