package com.geniinow.runtime.query.view.call;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AGENT;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import com.geniinow.runtime.query.view.access.Listing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the model calls that were made. */
@RestController
@Tag(name = "gateway")
public class CallController {
  private final CallerReads reads;

  CallController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(
      summary = "List an agent's model calls that have ended, oldest first",
      description =
          "Those it made through the gateway and those that workers made for its tasks. What was"
              + " asked and answered is not kept: two hashes are.")
  @GetMapping("/api/agents/{id}/calls")
  @Allow(
      value = {ADMIN, FOUNDER, AGENT, AUDITOR},
      scope = Scope.AGENT)
  Page<CallView> list(
      @PathVariable UUID id,
      @RequestParam(name = "task_id", required = false) @Nullable UUID taskId,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @RequestParam(required = false) @Nullable String model,
      PageQuery page,
      Caller caller) {
    var listing =
        new Listing(CallView.SELECT, "recorded_at", "usage_id")
            .with(id)
            .and("task_id = ?", taskId)
            .and("model = ?", model)
            .between(from, to);
    return reads.as(
        caller,
        jdbc -> {
          Known.agent(jdbc, id);
          return listing.read(
              jdbc, page, CallView::of, c -> new Cursor.TimeAndId(c.endedAt(), c.usageId()));
        });
  }
}
