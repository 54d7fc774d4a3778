package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.NewTask;
import com.geniinow.runtime.platform.web.Json;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** The answer to an accepted submission. */
record SubmittedTask(
    UUID taskId,
    UUID agentId,
    String type,
    @Schema(
            allowableValues = {
              "scheduled",
              "awaiting_approval",
              "queued",
              "running",
              "retrying",
              "completed",
              "dead_lettered",
              "cancelled",
              "expired",
              "denied"
            })
        String status,
    String bullmqJobId,
    long estimatedTokens,
    Instant createdAt) {
  private static final JsonMapper JSON = Json.mapper();

  /** The body as it is answered, and kept for a request that comes again. */
  String json() {
    return JSON.writeValueAsString(this);
  }

  static SubmittedTask parse(String json) {
    return JSON.readValue(json, SubmittedTask.class);
  }

  static SubmittedTask of(UUID agentId, NewTask task, Instant at) {
    return new SubmittedTask(
        task.taskId(),
        agentId,
        task.type(),
        task.plan().firstState().wire(),
        task.taskId().toString(),
        task.estimatedTokens(),
        at);
  }
}
