package com.geniinow.runtime.command.task;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An attempt that was started, as its worker is told. */
public record Started(
    int attempt,
    long leaseSeconds,
    Task task,
    Reserved reserved,
    @Schema(description = "W3C trace context to go on with; null when not sampled")
        @Nullable String traceparent) {
  /** The task as it was submitted. */
  public record Task(
      UUID taskId,
      UUID agentId,
      String type,
      @JsonRawValue String payload,
      @Nullable String model,
      long estimatedTokens,
      Instant createdAt) {}

  /** What the attempt may use. */
  public record Reserved(long tokens, BigDecimal costUsd) {}

  /** What a worker is told of an attempt. */
  public static Started of(StartedAttempt started, long leaseSeconds) {
    var task = started.task();
    return new Started(
        started.attempt(),
        leaseSeconds,
        new Task(
            task.taskId(),
            task.agentId(),
            task.type(),
            task.payload().text(),
            task.model(),
            task.estimatedTokens(),
            task.createdAt()),
        new Reserved(started.reserved().tokens(), started.reserved().costUsd()),
        task.traceparent());
  }
}
