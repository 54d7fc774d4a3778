package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.TaskLimits;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.line.RequestHash;
import com.geniinow.runtime.command.quota.Refusals;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;

/** Takes tasks. */
@RestController
@Tag(name = "tasks")
class SubmitController {
  /** Payload and result of a task are each at most this many bytes of JSON. */
  static final int MAX_DOCUMENT_BYTES = 256 * 1024;

  /** A full queue moves on within seconds. */
  private static final Duration QUEUE_RETRY = Duration.ofSeconds(1);

  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final TaskSettings settings;
  private final TaskEstimator estimator;
  private final Refusals refusals;
  private final Dispatcher dispatcher;

  SubmitController(
      AgentLine line,
      Now now,
      Supplier<UUID> ids,
      TaskSettings settings,
      TaskEstimator estimator,
      Refusals refusals,
      Dispatcher dispatcher) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.settings = settings;
    this.estimator = estimator;
    this.refusals = refusals;
    this.dispatcher = dispatcher;
  }

  @Operation(
      summary = "Submit a task; its quota is reserved before the answer",
      description = "The same key within 24 h answers 200 with the first response.")
  @ApiResponse(responseCode = "202", description = "Queued")
  @ApiResponse(responseCode = "200", description = "The same request was accepted before")
  @PostMapping("/api/tasks")
  @Allow(Role.AGENT)
  ResponseEntity<SubmittedTask> submit(
      @Valid @RequestBody TaskRequest request,
      @RequestHeader(name = "Idempotency-Key", required = false) @Size(min = 1, max = 200) @Nullable String idempotencyKey,
      Caller caller) {
    var command = command(request, idempotencyKey, caller);
    return switch (line.send(command)) {
      case SubmitResult.Accepted accepted -> {
        var task = accepted.task();
        dispatcher.tryNow(task.agentId(), task.taskId(), 1, task.type());
        yield ResponseEntity.status(HttpStatus.ACCEPTED).body(task);
      }
      case SubmitResult.Replayed replayed ->
          ResponseEntity.ok()
              .header(IdempotencyKeyTable.REPLAYED, "true")
              .body(SubmittedTask.parse(replayed.response()));
      case SubmitResult.QueueFull full ->
          throw ProblemException.queueFull(Agent.MAX_OPEN_TASKS, QUEUE_RETRY);
      case SubmitResult.OverQuota refused ->
          throw refusals.problem(refused.why(), refused.quotaSequence());
    };
  }

  private SubmitTask command(TaskRequest request, @Nullable String header, Caller caller) {
    if (request.agentId() != null && !request.agentId().equals(caller.agentId())) {
      throw ProblemException.forbidden();
    }
    if (!settings.knows(request.type())) {
      throw ProblemException.invalidField("type", "is no task type of this runtime");
    }
    var payload = request.payload() == null ? "{}" : request.payload().toString();
    if (payload.getBytes(StandardCharsets.UTF_8).length > MAX_DOCUMENT_BYTES) {
      throw ProblemException.payloadTooLarge(MAX_DOCUMENT_BYTES);
    }
    var key = request.idempotencyKey() == null ? header : request.idempotencyKey();
    if (header != null && !header.equals(key)) {
      throw ProblemException.invalidField("idempotency_key", "differs from the header's");
    }
    if (request.type().equals(TaskSettings.SIMULATE)) {
      SimulatePayload.check(request.payload());
    }
    var model = estimator.model(request);
    var tokens = estimator.tokens(request);
    return new SubmitTask(
        caller.agentId(),
        ids.get(),
        request.type(),
        new Json(payload),
        model,
        tokens,
        limits(request),
        key,
        key == null ? RequestHash.NONE : hash(request, payload),
        now.get());
  }

  private TaskLimits limits(TaskRequest request) {
    var asked = request.maxDurationSeconds();
    long longest = settings.longestDuration().toSeconds();
    if (asked != null && asked > longest) {
      throw ProblemException.invalidField("max_duration_seconds", "must be at most " + longest);
    }
    return new TaskLimits(
        asked == null ? (Integer) (int) settings.maxDuration().toSeconds() : asked,
        request.maxCalls(),
        request.maxCostUsd() == null ? null : Usd.of(request.maxCostUsd()));
  }

  private static RequestHash hash(TaskRequest request, String payload) {
    var all = JsonNodeFactory.instance.objectNode();
    all.put("type", request.type());
    all.set("payload", request.payload() == null ? all.objectNode() : request.payload());
    all.put("model", request.model());
    all.put("estimated_tokens", request.estimatedTokens());
    var asSent = new ArrayList<@Nullable Object>();
    Collections.addAll(asSent, request.type(), payload, request.model(), request.estimatedTokens());
    // What is not given leaves no trace: keys that were kept before still fit.
    if (request.maxDurationSeconds() != null) {
      all.put("max_duration_seconds", request.maxDurationSeconds());
      asSent.add(request.maxDurationSeconds());
    }
    if (request.maxCalls() != null) {
      all.put("max_calls", request.maxCalls());
      asSent.add(request.maxCalls());
    }
    if (request.maxCostUsd() != null) {
      all.put("max_cost_usd", request.maxCostUsd());
      asSent.add(request.maxCostUsd());
    }
    return RequestHash.of(all, IdempotencyKeyTable.hash(asSent.toArray()));
  }
}
