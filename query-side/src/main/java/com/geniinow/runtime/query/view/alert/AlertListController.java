package com.geniinow.runtime.query.view.alert;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import com.geniinow.runtime.query.view.access.Listing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows alerts. */
@RestController
@Tag(name = "alerts")
class AlertListController {
  private final CallerReads reads;

  AlertListController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(
      summary = "List alerts, newest first",
      description =
          "What people were told in Slack or PagerDuty, or will be once it can be delivered. An"
              + " administrator sees all, a founder those of its entity's agents. A cursor is good"
              + " under the same order and filters alone.")
  @GetMapping("/api/alerts")
  @Allow({Role.ADMIN, Role.FOUNDER, Role.AUDITOR})
  Page<AlertView> list(
      @RequestParam(name = "entity_id", required = false) @Nullable UUID entityId,
      @RequestParam(name = "agent_id", required = false) @Nullable UUID agentId,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @Parameter(
              schema =
                  @Schema(
                      allowableValues = {"asc", "desc"},
                      defaultValue = "desc"))
          @RequestParam(required = false)
          @Nullable String order,
      PageQuery page,
      Caller caller) {
    if (order != null && !order.equals("asc") && !order.equals("desc")) {
      throw ProblemException.invalidField("order", "must be asc or desc");
    }
    var entity = Known.entityOf(caller, entityId);
    var listing =
        new Listing(AlertView.SELECT, "occurred_at", "alert_id")
            .and("agent_id = ?", agentId)
            .and("entity_id = ?", agentId == null ? entity : null)
            .between(from, to)
            .newestFirst(!"asc".equals(order));
    return reads.as(
        caller,
        jdbc -> {
          Known.agentOf(jdbc, caller, agentId, entityId);
          return listing.read(
              jdbc, page, AlertView::of, a -> new Cursor.TimeAndId(a.occurredAt(), a.alertId()));
        });
  }
}
