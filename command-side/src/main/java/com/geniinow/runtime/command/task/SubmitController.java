package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.quota.PriceList;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

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
  private final PriceList prices;
  private final Refusals refusals;
  private final Dispatcher dispatcher;

  SubmitController(
      AgentLine line,
      Now now,
      Supplier<UUID> ids,
      TaskSettings settings,
      TaskEstimator estimator,
      PriceList prices,
      Refusals refusals,
      Dispatcher dispatcher) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.settings = settings;
    this.estimator = estimator;
    this.prices = prices;
    this.refusals = refusals;
    this.dispatcher = dispatcher;
  }

  @Operation(summary = "Submit a task; its quota is reserved before the answer")
  @PostMapping("/api/tasks")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Allow(Role.AGENT)
  SubmittedTask submit(@Valid @RequestBody TaskRequest request, Caller caller) {
    var command = command(request, caller);
    SubmitResult result = line.send(command);
    return switch (result) {
      case SubmitResult.Accepted accepted -> {
        var task = accepted.task();
        dispatcher.dispatch(task.agentId(), task.taskId(), 1, task.type());
        yield SubmittedTask.of(task);
      }
      case SubmitResult.QueueFull full ->
          throw ProblemException.queueFull(Agent.MAX_OPEN_TASKS, QUEUE_RETRY);
      case SubmitResult.OverQuota refused -> throw refusals.problem(refused);
    };
  }

  private SubmitTask command(TaskRequest request, Caller caller) {
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
    var model = estimator.model(request);
    var tokens = estimator.tokens(request);
    return new SubmitTask(
        caller.agentId(),
        ids.get(),
        request.type(),
        new Json(payload),
        model,
        tokens,
        prices.worstCase(model, tokens).orElse(null),
        request.idempotencyKey(),
        now.get());
  }
}
