package com.geniinow.runtime.query.view.brake;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Listing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows brakes. */
@RestController
@Tag(name = "brakes")
public class BrakeListController {
  private static final String SELECT = "SELECT * FROM brakes WHERE ";

  private final CallerReads reads;

  BrakeListController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(
      summary = "List brakes, oldest first",
      description =
          "Those in force, those that were released, or those that were in force at a moment, each with"
              + " what has become of it since. A founder sees those of its entity and its agents, and"
              + " those that concern everybody.")
  @GetMapping("/api/brakes")
  @Allow({Role.ADMIN, Role.FOUNDER, Role.AUDITOR})
  Page<BrakeView> list(
      @RequestParam(defaultValue = "false") boolean released,
      @RequestParam(name = "as_of", required = false) @Nullable Instant asOf,
      PageQuery page,
      Caller caller) {
    if (released && asOf != null) {
      throw ProblemException.invalidField("as_of", "goes with brakes in force only");
    }
    var which = released ? "released_at IS NOT NULL" : "released_at IS NULL";
    var listing =
        new Listing(SELECT + (asOf == null ? which : "true"), "since", "brake_id")
            .and("since <= ?", asOf)
            .and("coalesce(released_at, 'infinity') > ?", asOf);
    return reads.as(
        caller,
        jdbc ->
            listing.read(
                jdbc, page, BrakeView::of, b -> new Cursor.TimeAndId(b.since(), b.brakeId())));
  }

  /** One brake, in force or not. */
  public BrakeView get(UUID brakeId, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(SELECT + "brake_id = ?")
                .param(brakeId)
                .query(BrakeView::of)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("brake", brakeId)));
  }
}
