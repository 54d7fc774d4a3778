package com.geniinow.runtime.worker.client;

import com.geniinow.runtime.worker.executor.Attempt;
import com.geniinow.runtime.worker.executor.ModelCall;
import com.geniinow.runtime.worker.executor.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The bodies of the internal API. */
final class AttemptMessages {
  private final JsonMapper json;

  AttemptMessages(JsonMapper json) {
    this.json = json;
  }

  String start(String workerId, String startKey) {
    return json.createObjectNode().put("worker_id", workerId).put("start_key", startKey).toString();
  }

  /**
   * @throws RuntimeException if the body isn't what it should be
   */
  StartedAttempt started(String body) {
    var root = json.readTree(body);
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

  /**
   * The attempt's number alone, which stands before whatever else can't be read.
   *
   * @return 0 where not even that can be read
   */
  int attemptIn(String body) {
    try (var parser = json.createParser(body)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME
            && parser.streamReadContext().getNestingDepth() == 1
            && parser.currentName().equals("attempt")) {
          return parser.nextIntValue(0);
        }
      }
      return 0;
    } catch (JacksonException e) {
      return 0;
    }
  }

  /** Whether the answer to a heartbeat says that the attempt was ended. */
  boolean isStop(String body) {
    try {
      return json.readTree(body).path("stop").asBoolean(false);
    } catch (JacksonException e) {
      return false;
    }
  }

  private static @Nullable Instant submittedAt(JsonNode task) {
    var createdAt = task.path("created_at").stringValue(null);
    return createdAt == null ? null : Instant.parse(createdAt);
  }

  String completed(Outcome.Completed outcome) {
    var body = json.createObjectNode();
    body.set("result", outcome.result());
    putUsage(body, outcome);
    return body.toString();
  }

  String failed(Outcome.Failed outcome) {
    var body = json.createObjectNode();
    body.put("error", outcome.error()).put("retryable", outcome.retryable());
    if (outcome.retryAfter() != null) {
      body.put("retry_after_seconds", BigDecimal.valueOf(outcome.retryAfter().toMillis(), 3));
    }
    if (outcome.cause() != null) {
      body.put("cause", outcome.cause().wire());
    }
    putUsage(body, outcome);
    return body.toString();
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
