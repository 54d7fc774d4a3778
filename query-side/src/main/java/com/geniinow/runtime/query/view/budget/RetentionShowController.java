package com.geniinow.runtime.query.view.budget;

import static com.geniinow.runtime.platform.security.Role.ADMIN;
import static com.geniinow.runtime.platform.security.Role.AUDITOR;
import static com.geniinow.runtime.platform.security.Role.FOUNDER;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.query.view.access.Known;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows how long days are kept. */
@RestController
@Tag(name = "erasure")
public class RetentionShowController {
  private final CallerReads reads;

  RetentionShowController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(
      summary = "Show how long what the tasks of an entity's agents say is kept",
      description = "404 where the entity says nothing of it: then the runtime's setting counts.")
  @GetMapping("/api/entities/{entity_id}/retention")
  @Allow({ADMIN, FOUNDER, AUDITOR})
  RetentionView show(@PathVariable("entity_id") UUID entityId, Caller caller) {
    Known.ownEntity(caller, entityId);
    return get(BudgetController.anEntity(entityId), caller);
  }

  /**
   * An entity's retention.
   *
   * @throws ProblemException 404 where it has none of its own
   */
  public RetentionView get(UUID entityId, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(RetentionView.SELECT)
                .param(Ids.budgetOf(entityId))
                .query(RetentionView::of)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("retention of", entityId)));
  }
}
