package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Ownership;
import com.geniinow.runtime.platform.security.Role;
import com.zaxxer.hikari.HikariDataSource;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Answers what would have come of other limits or prices. */
@RestController
@ConditionalOnProperty(AuditAutoConfiguration.SYSTEM_LOGIN)
@Tag(name = "audit")
class WhatIfController {
  private final WhatIfReads reads;
  private final Ownership ownership;

  WhatIfController(
      @Qualifier(AuditAutoConfiguration.AUDIT) HikariDataSource system,
      StoredEvents events,
      Ownership ownership) {
    this.reads = new WhatIfReads(system, events);
    this.ownership = ownership;
  }

  @Operation(
      summary = "Say what a month would have come to under other limits, prices or another policy",
      description =
          "Of an agent and its own limits, or of an entity and its budget; from events alone, and"
              + " nothing is changed. Later behaviour is taken as it was: what would have been"
              + " refused takes its attempts and calls with it; what was refused and would have"
              + " been let in counts what it had asked of the limit that refused it.")
  @PostMapping("/api/audit/what-if")
  @Allow({Role.ADMIN, Role.AUDITOR})
  WhatIfView answer(@Valid @RequestBody WhatIfRequest request, Caller caller) {
    if ((request.agentId() == null) == (request.entityId() == null)) {
      throw ProblemException.invalidField("agent_id", "either this or entity_id must be given");
    }
    var own = caller.confinedTo();
    var isTheirs =
        own == null
            || own.equals(request.entityId())
            || request.agentId() != null && ownership.isAgentOf(request.agentId(), own);
    if (!isTheirs) {
      throw ProblemException.forbidden();
    }
    return reads.answer(request);
  }
}
