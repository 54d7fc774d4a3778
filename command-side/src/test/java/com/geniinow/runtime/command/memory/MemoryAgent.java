package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Superuser;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An agent of one test's own, and what it remembers. */
record MemoryAgent(Api api, UUID id, UUID entity) {
  static MemoryAgent provision(Api api, Map<String, ?> limits) {
    var entity = UUID.randomUUID();
    var body = new HashMap<String, Object>(limits);
    body.put("entity_id", entity);
    return new MemoryAgent(api, api.provision(body), entity);
  }

  static MemoryAgent provision(Api api) {
    return provision(api, Map.of());
  }

  String path(String key) {
    var encoded = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    return "/api/agents/" + id + "/memory/" + encoded;
  }

  Answer put(String key, @Nullable Object value) {
    var body = new HashMap<String, @Nullable Object>();
    body.put("value", value);
    return api.asAgent(id, "PUT", path(key), body);
  }

  Answer put(String key, Object value, long ttlSeconds) {
    var body = Map.of("value", value, "ttl_seconds", ttlSeconds);
    return api.asAgent(id, "PUT", path(key), body);
  }

  Answer putIf(String tag, String key, Object value) {
    return api.ifMatch(tag, id, "PUT", path(key), Map.of("value", value));
  }

  Answer get(String key) {
    return api.asAgent(id, "GET", path(key), null);
  }

  Answer delete(String key) {
    return api.asAgent(id, "DELETE", path(key), null);
  }

  Answer list(String query) {
    return api.asAgent(id, "GET", "/api/agents/" + id + "/memory" + query, null);
  }

  List<String> keys(String query) {
    return list(query)
        .body()
        .path("items")
        .valueStream()
        .map(item -> item.path("key").asString())
        .toList();
  }

  Answer embed(Map<String, ?> memory) {
    return api.asAgent(id, "POST", path("embed"), memory);
  }

  /** The same with an idempotency key in the header. */
  Answer embedOnce(String key, Map<String, ?> memory) {
    return api.withKey(key, id, "POST", path("embed"), memory);
  }

  /** Embeds a text and expects it to be taken; the memory's id. */
  String embedded(String text) {
    var answer = embed(Map.of("text", text));
    if (answer.status() != 201) {
      throw new AssertionError(answer);
    }
    return answer.text("memory_id");
  }

  Answer search(Map<String, ?> search) {
    return api.asAgent(id, "POST", path("search"), search);
  }

  String memories(String rest) {
    return "/api/agents/" + id + "/memories" + rest;
  }

  /** A memory as it is shown. */
  Answer memory(String memoryId) {
    return api.asAgent(id, "GET", memories("/" + memoryId), null);
  }

  Answer patch(String memoryId, Map<String, ?> patch) {
    return api.asAgent(id, "PATCH", memories("/" + memoryId), patch);
  }

  Answer forget(String memoryId) {
    return api.asAgent(id, "DELETE", memories("/" + memoryId), null);
  }

  Answer forgetBy(Map<String, ?> policy) {
    return api.asAgent(id, "POST", memories("/forget"), policy);
  }

  /** The texts of the memories that a list shows. */
  List<String> listed(String query) {
    return api.asAgent(id, "GET", memories(query), null)
        .body()
        .path("items")
        .valueStream()
        .map(item -> item.path("text").asString())
        .toList();
  }

  /** What a search finds, however far away. */
  List<String> found(String query) {
    return texts(search(Map.of("query", query, "top_k", 50, "min_similarity", -1)));
  }

  static List<String> texts(Answer found) {
    return found
        .body()
        .path("results")
        .valueStream()
        .map(result -> result.path("text").asString())
        .toList();
  }

  /** Every row of the agent's memory as text, in order: byte for byte what is stored. */
  List<String> stored() {
    return List.of(
            "agent_memory_kv",
            "agent_memories",
            "agent_memory_vectors",
            "agent_memory_fields",
            "agent_memory_words",
            "agent_memory_models")
        .stream()
        .flatMap(
            table ->
                Superuser.jdbc()
                    .queryForList(
                        "SELECT ctid || ' ' || xmin || ' ' || t::text FROM %s t WHERE agent_id = ? ORDER BY t::text"
                            .formatted(table),
                        String.class,
                        id)
                    .stream())
        .toList();
  }

  /** Expired rows would show to the owner, whom another test expects to see none. */
  void forget() {
    for (var table : List.of("agent_memory_kv", "agent_memories")) {
      Superuser.jdbc().update("DELETE FROM %s WHERE agent_id = ?".formatted(table), id);
    }
  }
}
