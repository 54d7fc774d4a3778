package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.quota.Refusals;
import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.query.view.Views;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Takes tasks. */
@RestController
@Tag(name = "tasks")
class SubmitController {
  /** The header that says how a task stands by now that was submitted before. */
  static final String CURRENT_STATUS = "X-Genii-Current-Status";

  /** A full queue moves on within seconds. */
  private static final Duration QUEUE_RETRY = Duration.ofSeconds(1);

  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final TaskReader reader;
  private final Refusals refusals;
  private final Dispatcher dispatcher;
  private final Views views;

  SubmitController(
      AgentLine line,
      Now now,
      Supplier<UUID> ids,
      TaskReader reader,
      Refusals refusals,
      Dispatcher dispatcher,
      Views views) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.reader = reader;
    this.refusals = refusals;
    this.dispatcher = dispatcher;
    this.views = views;
  }

  @Operation(
      summary = "Submit a task; its quota is reserved before the answer",
      description =
          "The same key within 24 h answers 200 with the first response. A task for later reserves"
              + " when it is due; an agent has at most 1,000 of them, then 429 queue_full.")
  @ApiResponse(
      responseCode = "202",
      description = "Queued, scheduled for later, or awaiting an approval")
  @ApiResponse(
      responseCode = "200",
      description = "The same request was accepted before",
      headers =
          @Header(
              name = CURRENT_STATUS,
              description = "How the task stands by now; the body is the first answer.",
              schema = @Schema(type = "string", example = "completed")))
  @PostMapping("/api/tasks")
  @Allow(Role.AGENT)
  ResponseEntity<SubmittedTask> submit(
      @Valid @RequestBody TaskRequest request,
      @RequestHeader(name = "Idempotency-Key", required = false) @Size(min = 1, max = 200) @Nullable String idempotencyKey,
      Caller caller) {
    return answer(
        line.send(
            reader.read(
                request,
                idempotencyKey,
                caller.agentId(),
                caller.subject(),
                ids.get(),
                now.get())));
  }

  /**
   * Queues what was accepted.
   *
   * @throws ProblemException for what was refused
   */
  ResponseEntity<SubmittedTask> answer(SubmitResult result) {
    return switch (result) {
      case SubmitResult.Accepted accepted -> {
        var task = accepted.task();
        if (task.status().equals(TaskState.QUEUED.wire())) {
          dispatcher.tryNow(accepted);
        }
        yield ResponseEntity.status(HttpStatus.ACCEPTED).body(task);
      }
      case SubmitResult.Replayed replayed -> {
        var first = SubmittedTask.parse(replayed.response());
        yield ResponseEntity.ok()
            .header(IdempotencyKeyTable.REPLAYED, "true")
            .header(CURRENT_STATUS, views.task(first.taskId()).status().wire())
            .body(first);
      }
      case SubmitResult.QueueFull full ->
          throw ProblemException.queueFull(full.limit(), QUEUE_RETRY);
      case SubmitResult.OverQuota refused ->
          throw refusals.problem(refused.why(), refused.quotaSequence());
    };
  }
}
