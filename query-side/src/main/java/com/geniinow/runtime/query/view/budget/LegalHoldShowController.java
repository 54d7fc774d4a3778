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

/** Shows legal holds. */
@RestController
@Tag(name = "erasure")
public class LegalHoldShowController {
  private final CallerReads reads;

  LegalHoldShowController(CallerReads reads) {
    this.reads = reads;
  }

  @Operation(
      summary = "Show what keeps the agents of an entity from being erased",
      description = "404 where nothing does.")
  @GetMapping("/api/entities/{entity_id}/legal-hold")
  @Allow({ADMIN, FOUNDER, AUDITOR})
  LegalHoldView show(@PathVariable("entity_id") UUID entityId, Caller caller) {
    Known.ownEntity(caller, entityId);
    return get(BudgetController.anEntity(entityId), caller);
  }

  /**
   * An entity's hold.
   *
   * @throws ProblemException 404 where there is none
   */
  public LegalHoldView get(UUID entityId, Caller caller) {
    return reads.as(
        caller,
        jdbc ->
            jdbc.sql(LegalHoldView.SELECT)
                .param(Ids.budgetOf(entityId))
                .query(LegalHoldView::of)
                .optional()
                .orElseThrow(() -> ProblemException.notFound("legal hold of", entityId)));
  }
}
