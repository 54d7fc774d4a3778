package com.geniinow.runtime.command.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The queue over HTTP, as a worker or an agent asks for it. */
public final class WorkClient {
  private final Api api;
  private final @Nullable UUID agent;

  private WorkClient(Api api, @Nullable UUID agent) {
    this.api = api;
    this.agent = agent;
  }

  public static WorkClient worker(Api api) {
    return new WorkClient(api, null);
  }

  public static WorkClient agent(Api api, UUID agent) {
    return new WorkClient(api, agent);
  }

  public Answer post(String what, Object body) {
    return agent == null
        ? api.asWorker("POST", "/internal/" + what, body)
        : api.asAgent(agent, "POST", "/api/agents/" + agent + "/" + what, body);
  }

  public Answer tryClaim(Map<String, ?> more) {
    Map<String, Object> body = new HashMap<>(Map.of("worker_id", "w", "max", 10, "wait_ms", 0));
    body.putAll(more);
    return post("claims", body);
  }

  public List<JsonNode> claim(Map<String, ?> more) {
    return items(tryClaim(more));
  }

  public List<JsonNode> claim() {
    return claim(Map.of());
  }

  public static List<JsonNode> items(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    var items = new ArrayList<JsonNode>();
    answer.body().path("items").forEach(items::add);
    return items;
  }

  public static UUID task(JsonNode item) {
    return UUID.fromString(item.path("task").path("task_id").asString());
  }

  public static List<UUID> tasks(List<JsonNode> items) {
    return items.stream().map(WorkClient::task).toList();
  }

  public List<JsonNode> report(Object... items) {
    return items(post("results", Map.of("items", List.of(items))));
  }

  public List<JsonNode> beat(Object... items) {
    return items(post("heartbeats", Map.of("items", List.of(items))));
  }

  /** Status and reason of each, such as {@code 409 stale_attempt}. */
  public List<String> reported(Object... items) {
    return report(items).stream()
        .map(item -> item.path("status").asInt() + " " + item.path("reason").asString(""))
        .map(String::strip)
        .toList();
  }

  public static Map<String, Object> completed(UUID task, int attempt) {
    return item(task, attempt, "completed", Map.of("usage", usage(40)));
  }

  public static Map<String, Object> item(
      UUID task, int attempt, String outcome, Map<String, ?> more) {
    Map<String, Object> item = new HashMap<>();
    item.put("task_id", task.toString());
    item.put("attempt", attempt);
    item.put("outcome", outcome);
    item.putAll(more);
    return item;
  }

  public static Map<String, Object> usage(long tokens) {
    return Map.of("input_tokens", 0, "output_tokens", tokens);
  }
}
