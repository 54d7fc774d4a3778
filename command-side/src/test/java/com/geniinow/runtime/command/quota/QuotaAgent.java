package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An agent of one test's own, with the test in the worker's place. */
record QuotaAgent(Api api, UUID id) {
  static QuotaAgent provision(Api api, Map<String, ?> limits) {
    return new QuotaAgent(api, api.provision(limits));
  }

  Answer submit(Map<String, ?> task) {
    var body = new HashMap<String, Object>(task);
    body.putIfAbsent("type", "simulate");
    return api.asAgent(id, "POST", "/api/tasks", body);
  }

  Answer submit(long tokens) {
    return submit(Map.of("estimated_tokens", tokens));
  }

  /** Submits and expects it to be taken; the task's id. */
  String submitted(Map<String, ?> task) {
    var answer = submit(task);
    if (answer.status() != 202) {
      throw new AssertionError(answer);
    }
    return answer.text("task_id");
  }

  Answer start(String task) {
    return api.asWorker(
        "POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "quota-test"));
  }

  Answer complete(String task, int attempt, @Nullable String model, long input, long output) {
    return end(task, attempt, "complete", Map.of("result", "done"), model, input, output);
  }

  Answer fail(String task, int attempt, @Nullable String model, long input, long output) {
    var error = Map.of("error", "no luck", "retryable", true);
    return end(task, attempt, "fail", error, model, input, output);
  }

  private Answer end(
      String task,
      int attempt,
      String how,
      Map<String, ?> more,
      @Nullable String model,
      long input,
      long output) {
    var usage = new HashMap<String, Object>(Map.of("input_tokens", input, "output_tokens", output));
    if (model != null) {
      usage.put("model", model);
    }
    var body = new HashMap<String, Object>(more);
    body.put("usage", usage);
    return api.asWorker(
        "POST", "/internal/tasks/" + task + "/attempts/" + attempt + "/" + how, body);
  }

  /** Submits, runs and completes a task that uses this much. */
  String ran(Map<String, ?> task, @Nullable String model, long input, long output) {
    var taskId = submitted(task);
    var started = start(taskId);
    if (started.status() != 201) {
      throw new AssertionError(started);
    }
    var done = complete(taskId, 1, model, input, output);
    if (done.status() != 200) {
      throw new AssertionError(done);
    }
    return taskId;
  }

  Answer change(Map<String, ?> limits) {
    return api.asAdmin("PUT", "/api/agents/" + id + "/quota", limits);
  }

  JsonNode quota() {
    return api.asAgent(id, "GET", "/api/agents/" + id + "/quota", null).body();
  }

  long tokensUsed() {
    return quota().path("monthly_tokens_used").asLong();
  }

  long tokensReserved() {
    return quota().path("monthly_tokens_reserved").asLong();
  }

  BigDecimal costUsed() {
    return quota().path("monthly_cost_used_usd").decimalValue();
  }

  BigDecimal costReserved() {
    return quota().path("monthly_cost_reserved_usd").decimalValue();
  }

  /** The ledger's entries of a type. */
  List<JsonNode> ledger(String type) {
    return api.asAdmin("GET", "/api/agents/" + id + "/ledger?limit=200", null)
        .body()
        .path("items")
        .valueStream()
        .filter(entry -> entry.path("type").asString().equals(type))
        .toList();
  }

  JsonNode usage(String query) {
    return api.asAgent(id, "GET", "/api/agents/" + id + "/quota/usage" + query, null).body();
  }
}
