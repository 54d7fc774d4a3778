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
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Makes an agent's limits higher for a while. */
@RestController
@Tag(name = "quota")
class RaiseController {
  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final Views views;

  RaiseController(AgentLine line, Now now, Supplier<UUID> ids, Views views) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.views = views;
  }

  @Operation(
      summary = "Raise limits for a while",
      description =
          "The raise ends by itself; each is on top of those that are in force. 409"
              + " agent_not_active for an agent that is erased, or is being erased.")
  @PostMapping("/api/agents/{id}/quota/raise")
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  QuotaView raise(@PathVariable UUID id, @Valid @RequestBody RaiseRequest request, Caller caller) {
    var at = now.get();
    line.send(
        new RaiseQuota(id, ids.get(), request.raise(at), request.reason(), caller.subject(), at));
    return views.quota(id);
  }
}
