package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.quota.QuotaView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Sets limits. */
@RestController
@Tag(name = "quota")
class ChangeQuotaController {
  private final AgentLine line;
  private final Now now;
  private final Views views;

  ChangeQuotaController(AgentLine line, Now now, Views views) {
    this.line = line;
    this.now = now;
    this.views = views;
  }

  @Operation(
      summary =
          "Set limits or policy; what is left out stays as it is, and null takes a limit of a day away",
      description = "409 agent_not_active for an agent that is erased, or is being erased.")
  @PutMapping("/api/agents/{id}/quota")
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  QuotaView change(@PathVariable UUID id, @Valid @RequestBody QuotaRequest request, Caller caller) {
    line.send(
        new ChangeQuota(
            id,
            request.monthlyTokenLimit(),
            request.monthlyCostLimitUsd(),
            request.storageLimitBytes(),
            request.overagePolicy(),
            request.dailyTokenLimit(),
            request.dailyCostLimitUsd(),
            request.maxCostPerMinuteUsd(),
            caller.subject(),
            now.get()));
    return views.quota(id);
  }
}
