package com.geniinow.runtime.command.stream;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Streams of what happens. They read the primary's locks, so no read replica can serve them. */
@RestController
@Tag(name = "streams")
class StreamController {
  private static final String ANSWER =
      "Server-sent events, each once it is certain that nothing older will come: in the order of"
          + " each agent, with no gap. event is task.submitted, task.scheduled,"
          + " task.approval_required, task.started, task.retrying, task.completed,"
          + " task.dead_lettered, task.cancelled, task.expired, task.denied, quota.refused,"
          + " quota.changed, file.stored or file.deleted; data is JSON: event_id, type, agent_id,"
          + " task_id, at, status, and never a payload or a result. A comment comes every 15"
          + " seconds. The stream ends with the token or key it was opened with, and when the"
          + " process does: go on with the last id in Last-Event-ID. 429 where the caller has as"
          + " many open as may.";

  private final StreamService streams;
  private final CallerReads reads;

  StreamController(StreamService streams, CallerReads reads) {
    this.streams = streams;
    this.reads = reads;
  }

  @Operation(summary = "Hear of what happens to an agent, as it happens", description = ANSWER)
  @ApiResponse(
      responseCode = "200",
      description = "Events until the stream ends.",
      headers =
          @Header(
              name = "X-Accel-Buffering",
              description = "no: for proxies",
              schema = @Schema(type = "string", example = "no")),
      content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string")))
  @GetMapping("/api/agents/{id}/stream")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  void ofAgent(
      @PathVariable UUID id,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws InterruptedException {
    reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, id);
          return true;
        });
    streams.serve(caller, Heard.agent(id), lastEventId, request, response);
  }

  @Operation(
      summary = "Hear of what happens to all agents, or to an entity's, as it happens",
      description =
          "A founder's are those of its entity, and so are an auditor's of one. " + ANSWER)
  @ApiResponse(
      responseCode = "200",
      description = "Events until the stream ends.",
      headers =
          @Header(
              name = "X-Accel-Buffering",
              description = "no: for proxies",
              schema = @Schema(type = "string", example = "no")),
      content = @Content(mediaType = "text/event-stream", schema = @Schema(type = "string")))
  @GetMapping("/api/stream")
  @Allow({ADMIN, FOUNDER, AUDITOR})
  void ofAll(
      @RequestParam(name = "entity_id", required = false) @Nullable UUID entityId,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response)
      throws InterruptedException {
    if (entityId != null) {
      Known.ownEntity(caller, entityId);
    }
    streams.serve(caller, Heard.of(caller, entityId), lastEventId, request, response);
  }
}
