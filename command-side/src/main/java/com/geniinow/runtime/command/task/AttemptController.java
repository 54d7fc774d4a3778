package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.task.FailureCause;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Ownership;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.time.RetryAfter;
import com.geniinow.runtime.platform.web.QuotedText;
import com.geniinow.runtime.platform.web.Quoting;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Where workers start attempts and report their end. */
@RestController
@RequestMapping("/internal/tasks/{id}/attempts")
@Tag(name = "internal")
class AttemptController {
  private final AgentLine line;
  private final Now now;
  private final Ownership ownership;
  private final TaskSettings settings;

  AttemptController(AgentLine line, Now now, Ownership ownership, TaskSettings settings) {
    this.line = line;
    this.now = now;
    this.ownership = ownership;
    this.settings = settings;
  }

  @Operation(summary = "Start a queued task; 409 when it is not queued")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Allow(Role.WORKER)
  Started start(@PathVariable UUID id, @Valid @RequestBody StartRequest request) {
    var started =
        line.send(
            new StartAttempt(agentOf(id), id, request.workerId(), request.startKey(), now.get()));
    return Started.of(started, settings.lease().toSeconds());
  }

  @Operation(
      summary = "Say that an attempt still runs; 409 when it no longer counts",
      description =
          "With stop the attempt was ended by a brake: its process ends what it does and reports,"
              + " within the seconds that are left, what was used. The report is answered 409, and"
              + " its usage counts.")
  @PostMapping("/{attempt}/heartbeat")
  @Allow(Role.WORKER)
  Lease heartbeat(@PathVariable UUID id, @PathVariable int attempt) {
    var left = line.send(new Heartbeat(agentOf(id), id, attempt, now.get()));
    return left.equals(Heartbeat.GOES_ON)
        ? new Lease(settings.lease().toSeconds(), null)
        : new Lease(left.toSeconds(), true);
  }

  @Operation(summary = "Report a result; 409 when the attempt no longer counts")
  @PostMapping("/{attempt}/complete")
  @Allow(Role.WORKER)
  Reported complete(
      @PathVariable UUID id,
      @PathVariable int attempt,
      @Valid @RequestBody CompleteRequest request) {
    var result = request.result() == null ? "null" : request.result().toString();
    if (result.getBytes(StandardCharsets.UTF_8).length > TaskSettings.MAX_DOCUMENT_BYTES) {
      throw ProblemException.payloadTooLarge(TaskSettings.MAX_DOCUMENT_BYTES);
    }
    var usage = request.usage() == null ? UsageReport.NONE : request.usage();
    var counted =
        line.send(
            new CompleteAttempt(agentOf(id), id, attempt, new Json(result), usage, now.get()));
    return reported(counted, id, attempt, "completed");
  }

  @Operation(summary = "Report a failure; 409 when the attempt no longer counts")
  @PostMapping("/{attempt}/fail")
  @Allow(Role.WORKER)
  Reported fail(
      @PathVariable UUID id, @PathVariable int attempt, @Valid @RequestBody FailRequest request) {
    var counted =
        line.send(
            new FailAttempt(
                agentOf(id),
                id,
                attempt,
                request.error(),
                request.retryable(),
                request.retryAfter(),
                request.cause(),
                request.usage(),
                now.get()));
    return reported(counted, id, attempt, "recorded");
  }

  private static Reported reported(boolean counted, UUID id, int attempt, String status) {
    if (!counted) {
      throw ProblemException.staleAttempt(id, attempt);
    }
    return new Reported(status);
  }

  private UUID agentOf(UUID taskId) {
    return ownership
        .ownerOfTask(taskId)
        .orElseThrow(() -> ProblemException.notFound("task", taskId))
        .agentId();
  }

  /** With {@code start_key} the same worker process may ask again when an answer got lost. */
  record StartRequest(
      @NotBlank @Size(max = 200) String workerId,
      @Nullable @Size(min = 1, max = 200) String startKey) {}

  /** How long the attempt stays the worker's; with {@code stop} only to say what it used. */
  record Lease(
      long leaseSeconds,
      @com.fasterxml.jackson.annotation.JsonInclude(
              com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
          @Nullable Boolean stop) {}

  /** That a report was taken. */
  record Reported(@Schema(allowableValues = {"completed", "recorded"}) String status) {}

  record CompleteRequest(@Nullable JsonNode result, @Nullable UsageReport usage) {}

  /**
   * What went wrong. The text is cleaned and cut, never refused.
   *
   * @param retryAfterSeconds how long the next attempt must wait at least, as whoever refused this
   *     one said; more than an hour counts as an hour
   * @param cause what people must hear of; any other value was not said
   */
  @Quoting
  record FailRequest(
      @NotNull String error,
      @NotNull Boolean retryable,
      @Schema(description = "How long the next attempt waits at least; an hour at most counts")
          @Nullable @PositiveOrZero BigDecimal retryAfterSeconds,
      @JsonDeserialize(using = ReportedCause.class)
          @Schema(
              type = "string",
              allowableValues = "provider_out_of_credit",
              description = "What people must hear of; any other value is passed over")
          @Nullable FailureCause cause,
      @Nullable UsageReport usage) {
    private static final int LONGEST_ERROR = 4_000; // characters

    FailRequest {
      error = error == null ? null : QuotedText.clean(error, LONGEST_ERROR);
    }

    @Nullable Duration retryAfter() {
      if (retryAfterSeconds == null) {
        return null;
      }
      var longest = BigDecimal.valueOf(RetryAfter.LONGEST.toSeconds());
      return Duration.ofMillis(
          retryAfterSeconds
              .min(longest)
              .movePointRight(3)
              .setScale(0, RoundingMode.CEILING)
              .longValueExact());
    }
  }
}
