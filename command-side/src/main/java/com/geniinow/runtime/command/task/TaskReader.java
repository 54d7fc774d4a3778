package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.TaskLimits;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.line.RequestHash;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.tasktype.PayloadSchemas;
import com.geniinow.runtime.command.tasktype.RegisteredType;
import com.geniinow.runtime.command.tasktype.RegisteredTypes;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.web.CanonicalJson;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a submission asks for: one of a client, of a batch, or of a schedule. */
@Component
public class TaskReader {
  private final TaskSettings settings;
  private final RegisteredTypes types;
  private final PayloadSchemas schemas;
  private final TaskEstimator estimator;
  private final JsonMapper json;
  private final Validator validator;

  TaskReader(
      TaskSettings settings,
      RegisteredTypes types,
      PayloadSchemas schemas,
      TaskEstimator estimator,
      JsonMapper json,
      Validator validator) {
    this.settings = settings;
    this.types = types;
    this.schemas = schemas;
    this.estimator = estimator;
    this.json = json;
    this.validator = validator;
  }

  /**
   * Reads a submission that stands in a larger document.
   *
   * @param agentId whose task it is
   * @param subject who submits it
   * @throws ProblemException for what is wrong with it, with names of fields as in it
   */
  public SubmitTask read(
      @Nullable JsonNode document, UUID agentId, String subject, UUID taskId, Instant at) {
    TaskRequest request;
    try {
      request = json.treeToValue(document, TaskRequest.class);
    } catch (JacksonException e) {
      throw ProblemException.invalidJson(e);
    }
    if (request == null) {
      throw ProblemException.invalid("The item must be an object.");
    }
    var violations = validator.validate(request);
    if (!violations.isEmpty()) {
      throw ProblemException.invalid(new ConstraintViolationException(violations));
    }
    return read(request, null, agentId, subject, taskId, at);
  }

  /**
   * Reads a submission whose constraints hold.
   *
   * @param header the idempotency key beside the body, if there is one
   * @throws ProblemException for what is wrong with it
   */
  SubmitTask read(
      TaskRequest request,
      @Nullable String header,
      UUID agentId,
      String subject,
      UUID taskId,
      Instant at) {
    if (request.agentId() != null && !request.agentId().equals(agentId)) {
      throw ProblemException.forbidden();
    }
    var registered =
        settings.knows(request.type()) ? null : types.find(request.type()).orElse(null);
    if (registered == null && !settings.knows(request.type())) {
      throw ProblemException.invalidField("type", "is no task type of this runtime");
    }
    var payload = request.payload() == null ? "{}" : request.payload().toString();
    if (payload.getBytes(StandardCharsets.UTF_8).length > TaskSettings.MAX_DOCUMENT_BYTES) {
      throw ProblemException.payloadTooLarge(TaskSettings.MAX_DOCUMENT_BYTES);
    }
    var key = request.idempotencyKey() == null ? header : request.idempotencyKey();
    if (header != null && !header.equals(key)) {
      throw ProblemException.invalidField("idempotency_key", "differs from the header's");
    }
    if (request.type().equals(TaskSettings.SIMULATE)) {
      SimulatePayload.check(request.payload());
    }
    var labels = TaskLabels.of(request.labels());
    var model = estimator.model(request);
    var tokens = tokens(request, registered);
    return new SubmitTask(
        agentId,
        taskId,
        request.type(),
        new Json(payload),
        model,
        tokens,
        limits(request),
        labels,
        sha256(request.payload()),
        key,
        key == null ? RequestHash.NONE : hash(request, payload, labels),
        unfit(request, registered),
        at,
        PlanRequest.of(request, settings, subject, at),
        request.callbackUrl());
  }

  private long tokens(TaskRequest request, @Nullable RegisteredType type) {
    var counted = estimator.tokens(request);
    return type == null || type.maxTokensDefault() == null || request.estimatedTokens() != null
        ? counted
        : type.maxTokensDefault();
  }

  private Refusal.@Nullable PayloadUnfit unfit(TaskRequest request, @Nullable RegisteredType type) {
    if (type == null) {
      return null;
    }
    var payload =
        request.payload() == null ? JsonNodeFactory.instance.objectNode() : request.payload();
    var faults =
        schemas.unfit(type, payload).stream()
            .map(unfit -> new Refusal.PayloadUnfit.Fault(unfit.field(), unfit.message()))
            .toList();
    return faults.isEmpty() ? null : new Refusal.PayloadUnfit(faults);
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

  /** Of the form of RFC 8785: who approves a payload names what it saw by it. */
  private static String sha256(@Nullable ObjectNode payload) {
    return CanonicalJson.sha256(payload == null ? JsonNodeFactory.instance.objectNode() : payload);
  }

  private static RequestHash hash(
      TaskRequest request, String payload, SortedMap<String, String> labels) {
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
    PlanRequest.hash(request, all, asSent);
    if (!labels.isEmpty()) {
      var object = all.putObject("labels");
      labels.forEach(object::put);
      asSent.add(labels.toString());
    }
    if (request.callbackUrl() != null) {
      all.put("callback_url", request.callbackUrl());
      asSent.add(request.callbackUrl());
    }
    return RequestHash.of(all, IdempotencyKeyTable.hash(asSent.toArray()));
  }
}
