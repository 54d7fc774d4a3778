package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Redrives many dead-lettered tasks, at a bounded rate. */
@RestController
@RequestMapping("/api/tasks/redrive")
@Tag(name = "tasks")
class RedriveController {
  private final RedriveTable table;
  private final Now now;
  private final Supplier<UUID> ids;

  RedriveController(RedriveTable table, Now now, Supplier<UUID> ids) {
    this.table = table;
    this.now = now;
    this.ids = ids;
  }

  @Operation(
      summary = "Queue dead-lettered tasks again, each with a new retry budget",
      description =
          "Of one agent or of all, given up before a moment (now when left out). A dry run counts"
              + " and lists them, page by page, and changes nothing. Else the answer names the"
              + " redrive, whose progress GET /api/tasks/redrive/{id} shows: tasks are queued at a"
              + " bounded rate, within each agent's depth and quota.")
  @ApiResponse(
      responseCode = "200",
      description = "What would be redriven",
      content = @Content(schema = @Schema(implementation = DryRun.class)))
  @ApiResponse(
      responseCode = "202",
      description = "Under way",
      content = @Content(schema = @Schema(implementation = BulkRedrive.class)))
  @PostMapping
  @Allow(Role.ADMIN)
  ResponseEntity<Object> redrive(
      @Valid @RequestBody RedriveRequest request,
      PageQuery page,
      Caller caller,
      @Parameter(hidden = true) HttpServletRequest http) {
    var dry = Boolean.TRUE.equals(request.dryRun());
    if (!dry && !http.getParameterMap().isEmpty()) {
      // A limit here doesn't limit how many tasks are redriven: nobody shall think so.
      throw ProblemException.invalidField(
          http.getParameterNames().nextElement(), "pages through a dry run only");
    }
    var at = now.get();
    var before =
        request.deadLetteredBefore() == null
            ? at
            : request.deadLetteredBefore().truncatedTo(ChronoUnit.MICROS);
    if (before.isAfter(at)) {
      throw ProblemException.invalidField("dead_lettered_before", "must not be in the future");
    }
    long matched = table.count(request.agentId(), before);
    if (dry) {
      return ResponseEntity.ok(dryRun(request, before, matched, page));
    }
    var redrive =
        new BulkRedrive(
            ids.get(), request.agentId(), before, caller.subject(), at, matched, 0, 0, 0, 0, null);
    table.add(redrive);
    return ResponseEntity.status(HttpStatus.ACCEPTED).body(redrive);
  }

  @Operation(summary = "Show how far a redrive of many tasks has come")
  @GetMapping("/{id}")
  @Allow(
      value = {Role.ADMIN, Role.AUDITOR},
      scope = Scope.STORE)
  BulkRedrive progress(@PathVariable UUID id) {
    return table.find(id).orElseThrow(() -> ProblemException.notFound("redrive", id));
  }

  private DryRun dryRun(RedriveRequest request, Instant before, long matched, PageQuery asked) {
    var query = asked.within(request.agentId() + "\n" + request.deadLetteredBefore());
    var rows = table.dead(request.agentId(), before, query.afterTimeAndId(), query.fetch());
    var page =
        Page.of(rows, query, task -> new Cursor.TimeAndId(task.deadLetteredAt(), task.taskId()));
    return new DryRun(
        true,
        matched,
        before,
        page.items().stream().map(RedriveTable.Dead::taskId).toList(),
        page.nextCursor());
  }

  record RedriveRequest(
      @Nullable UUID agentId, @Nullable Instant deadLetteredBefore, @Nullable Boolean dryRun) {}

  /**
   * What a redrive would take.
   *
   * @param items task ids, longest dead first
   */
  record DryRun(
      boolean dryRun,
      long matched,
      Instant deadLetteredBefore,
      List<UUID> items,
      @Nullable String nextCursor) {}
}
