package com.geniinow.runtime.command.key;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.platform.web.PlainLine;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Takes tokens back that nobody can take out of their holders' hands. */
@RestController
@Tag(name = "keys")
class TokenController {
  private static final int MAX_SUBJECT = 255;

  private final AgentLine line;
  private final Now now;

  TokenController(AgentLine line, Now now) {
    this.line = line;
    this.now = now;
  }

  @Operation(
      summary = "Void all tokens of an agent",
      description =
          "Every token that was issued in this second or before, or that doesn't say when. Its keys"
              + " stay.")
  @PostMapping("/api/agents/{id}/revoke-tokens")
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  Revoked ofAgent(@PathVariable UUID id, @Valid @RequestBody Why why, Caller caller) {
    return new Revoked(line.send(new RevokeTokens(id, why.reason(), caller.subject(), now.get())));
  }

  @Operation(
      summary = "Void all tokens of a person or a worker",
      description =
          "Every token with this sub, whatever its role but an agent's, that was issued in this second"
              + " or before, or that doesn't say when. A slash is written %2F.")
  @PostMapping("/api/subjects/{sub}/revoke-tokens")
  @Allow(Role.ADMIN)
  Revoked ofSubject(@PathVariable String sub, @Valid @RequestBody Why why, Caller caller) {
    if (sub.isBlank()
        || sub.length() > MAX_SUBJECT
        || sub.codePoints().anyMatch(Character::isISOControl)) {
      throw ProblemException.invalidField(
          "sub", "must be 1 to " + MAX_SUBJECT + " characters without control characters");
    }
    return new Revoked(
        line.send(new RevokeSubject(sub, why.reason(), caller.subject(), now.get())));
  }

  record Revoked(Instant revokedThrough) {}

  record Why(@NotBlank @Size(max = 500) @PlainLine String reason) {}
}
