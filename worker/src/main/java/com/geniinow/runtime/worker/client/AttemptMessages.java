package com.geniinow.runtime.worker.client;

import com.geniinow.runtime.worker.executor.Attempt;
import com.geniinow.runtime.worker.executor.ModelCall;
import com.geniinow.runtime.worker.executor.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The bodies of the internal API. */
final class AttemptMessages {
  private final JsonMapper json;

  AttemptMessages(JsonMapper json) {
    this.json = json;
  }

  String claim(String workerId, Collection<String> types, int max, Duration wait, String key) {
    var body = json.createObjectNode().put("worker_id", workerId).put("max", max);
    body.put("wait_ms", wait.toMillis()).put("claim_key", key);
    var names = body.putArray("types");
    types.forEach(names::add);
    return body.toString();
  }

  /**
   * What was claimed; an item that can't be read as what it should be is one without an attempt.
   *
   * @throws JacksonException if the body is no answer at all
   */
  List<Claimed> claimed(String body) {
    List<Claimed> claimed = new ArrayList<>();
    for (var item : json.readTree(body).required("items")) {
      var id = UUID.fromString(item.required("task").required("task_id").stringValue());
      claimed.add(new Claimed(id, item.path("attempt").asInt(0), startedOrNull(item)));
    }
    return claimed;
  }

  private @Nullable StartedAttempt startedOrNull(JsonNode item) {
    try {
      return started(item);
    } catch (RuntimeException e) {
      return null;
    }
  }

  private StartedAttempt started(JsonNode root) {
    var task = root.required("task");
    var payload = task.get("payload");
    var model = task.get("model");
    return new StartedAttempt(
        new Attempt(
            UUID.fromString(task.required("task_id").stringValue()),
            UUID.fromString(task.required("agent_id").stringValue()),
            root.required("attempt").intValue(),
            task.required("type").stringValue(),
            payload == null ? json.getNodeFactory().nullNode() : payload,
            model == null || model.isNull() ? null : model.stringValue(),
            root.path("reserved").path("tokens").longValue(0)),
        Duration.ofSeconds(Math.max(1, root.required("lease_seconds").longValue())),
        submittedAt(task),
        root.path("traceparent").stringValue(null));
  }

  String beats(List<HeldId> held) {
    var body = json.createObjectNode();
    var items = body.putArray("items");
    held.forEach(
        one ->
            items
                .addObject()
                .put("task_id", one.taskId().toString())
                .put("attempt", one.attempt()));
    return body.toString();
  }

  /**
   * What is said of each, in their order; what says nothing goes on, for the lease decides.
   *
   * @throws JacksonException if the body is no answer at all
   */
  List<Beat> beaten(String body, int count) {
    var items = json.readTree(body).path("items");
    List<Beat> beats = new ArrayList<>();
    for (var n = 0; n < count; n++) {
      var item = items.path(n);
      beats.add(
          !item.path("action").asString("").equals("stop")
              ? Beat.GOES_ON
              : item.path("reason").asString("").equals("braked") ? Beat.STOP : Beat.LOST);
    }
    return beats;
  }

  /**
   * One report.
   *
   * @throws RuntimeException if its result can't be written as JSON
   */
  String report(Report report) {
    var body = json.createObjectNode();
    body.put("task_id", report.taskId().toString()).put("attempt", report.attempt());
    switch (report.outcome()) {
      case Outcome.Completed completed -> {
        body.put("outcome", "completed");
        body.set("result", completed.result());
      }
      case Outcome.Failed failed -> putFailure(body, failed);
      case Outcome.Released released -> body.put("outcome", "released");
    }
    putUsage(body, report.outcome());
    return body.toString();
  }

  private static void putFailure(ObjectNode body, Outcome.Failed failed) {
    body.put("outcome", "failed").put("error", failed.error());
    body.put("retryable", failed.retryable());
    if (failed.retryAfter() != null) {
      body.put("retry_after_seconds", BigDecimal.valueOf(failed.retryAfter().toMillis(), 3));
    }
    if (failed.cause() != null) {
      body.put("cause", failed.cause().wire());
    }
  }

  /** Several reports, each as it was written. */
  static String reports(List<String> written) {
    return "{\"items\":[" + String.join(",", written) + "]}";
  }

  /**
   * What became of each, in their order.
   *
   * @throws JacksonException if the body is no answer at all
   */
  List<Recorded> recorded(String body, int count) {
    var items = json.readTree(body).required("items");
    List<Recorded> recorded = new ArrayList<>();
    for (var n = 0; n < count; n++) {
      var item = items.path(n);
      recorded.add(new Recorded(item.path("status").asInt(500), item.path("reason").asString("")));
    }
    return recorded;
  }

  /** An answer to a report. */
  record Recorded(int status, String reason) {}

  private static @Nullable Instant submittedAt(JsonNode task) {
    var createdAt = task.path("created_at").stringValue(null);
    return createdAt == null ? null : Instant.parse(createdAt);
  }

  private static void putUsage(ObjectNode body, Outcome outcome) {
    var usage = outcome.usage();
    var call = outcome.call();
    if (usage == null) {
      if (call != null) {
        // A call that cost nothing is on record all the same.
        var none = body.putObject("usage").put("input_tokens", 0).put("output_tokens", 0);
        putCall(none.putObject("call"), call);
      }
      return;
    }
    var node = body.putObject("usage");
    node.put("model", usage.model());
    node.put("input_tokens", usage.inputTokens()).put("output_tokens", usage.outputTokens());
    if (usage.cachedInputTokens() > 0) {
      node.put("cached_input_tokens", usage.cachedInputTokens());
    }
    if (usage.reasoningTokens() > 0) {
      node.put("reasoning_tokens", usage.reasoningTokens());
    }
    if (usage.cacheWriteTokens() > 0) {
      node.put("cache_write_tokens", usage.cacheWriteTokens());
    }
    if (usage.serviceTier() != null) {
      node.put("service_tier", usage.serviceTier());
    }
    if (usage.costUsd() != null) {
      node.put("cost_usd", usage.costUsd());
    }
    if (call != null) {
      putCall(node.putObject("call"), call);
    }
  }

  private static void putCall(ObjectNode node, ModelCall call) {
    node.put("latency_ms", call.latencyMs()).put("request_sha256", call.requestSha256());
    if (call.responseSha256() != null) {
      node.put("response_sha256", call.responseSha256());
    }
    node.put("provider", call.provider()).put("status", call.ending());
  }
}
