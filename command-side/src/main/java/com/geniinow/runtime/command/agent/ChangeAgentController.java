package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.Clearable;
import com.geniinow.runtime.platform.web.PlainLine;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.agent.AgentView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Changes what agents are called and what is kept with them. */
@RestController
@Tag(name = "agents")
class ChangeAgentController {
  private final AgentLine line;
  private final Now now;
  private final Views views;

  ChangeAgentController(AgentLine line, Now now, Views views) {
    this.line = line;
    this.now = now;
    this.views = views;
  }

  @Operation(
      summary = "Change an agent's name or metadata",
      description =
          "What is left out stays. Metadata are merged as RFC 7396 says: null takes a member away."
              + " Metadata that are null become empty. The agent's next command goes by them.")
  @PatchMapping("/api/agents/{id}")
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  AgentView change(@PathVariable UUID id, @Valid @RequestBody AgentPatch patch, Caller caller) {
    line.send(patch.command(id, caller.subject(), now.get()));
    return views.agent(id);
  }

  record AgentPatch(
      @Schema(maxLength = 200, pattern = ".*\\S.*") @Clearable
          @Nullable Optional<@Size(max = 200) @PlainLine @Pattern(regexp = ".*\\S.*") String> name,
      @Clearable @Nullable Optional<ObjectNode> metadata) {
    private ChangeAgent command(UUID agentId, String by, Instant at) {
      if (name != null && name.isEmpty()) {
        throw ProblemException.invalidField("name", "must not be null");
      }
      return new ChangeAgent(
          agentId,
          name == null ? null : name.get(),
          metadata == null ? null : metadata.orElse(null),
          metadata != null && metadata.isEmpty(),
          by,
          at);
    }
  }
}
