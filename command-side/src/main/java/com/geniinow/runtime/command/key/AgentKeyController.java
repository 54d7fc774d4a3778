package com.geniinow.runtime.command.key;

import com.geniinow.runtime.command.agent.NewKey;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.KeyScope;
import com.geniinow.runtime.platform.security.KeySecret;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.view.Views;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Gives agents keys, and takes them away. */
@RestController
@RequestMapping("/api/agents/{id}/keys")
@Tag(name = "keys")
class AgentKeyController {
  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private final SecureRandom chance;
  private final Views views;

  AgentKeyController(
      AgentLine line, Now now, Supplier<UUID> ids, SecureRandom chance, Views views) {
    this.line = line;
    this.now = now;
    this.ids = ids;
    this.chance = chance;
    this.views = views;
  }

  @Operation(
      summary = "Give an agent a key",
      description =
          "The answer alone shows the key: it is kept as a hash. As Bearer it works wherever a token"
              + " of the agent does, as far as its scopes go. An agent has 50 keys at most.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  ShownKey create(@PathVariable UUID id, @Valid @RequestBody KeyRequest request, Caller caller) {
    var at = now.get();
    var keyId = ids.get();
    var secret = KeySecret.random(chance);
    var key =
        new NewKey(
            keyId,
            request.name(),
            KeyScope.wires(request.opened()),
            KeySecret.hash(secret),
            KeySecret.prefix(secret),
            expiry(request.expiresAt(), at));
    line.send(new CreateKey(id, key, caller.subject(), at));
    return ShownKey.of(views.key(id, keyId), secret);
  }

  private static @Nullable Instant expiry(@Nullable Instant expiresAt, Instant now) {
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw ProblemException.invalidField("expires_at", "must be later than now");
    }
    return expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS);
  }

  @Operation(
      summary = "Give a key another secret",
      description =
          "Under the same id; the answer alone shows it. The secret before is good for overlap_seconds"
              + " yet.")
  @PostMapping("/{key_id}/rotate")
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  ShownKey rotate(
      @PathVariable UUID id,
      @PathVariable("key_id") UUID keyId,
      @Valid @RequestBody SecretRotation rotation,
      Caller caller) {
    var secret = KeySecret.random(chance);
    var overlap = Duration.ofSeconds(rotation.overlapSeconds());
    var hash = KeySecret.hash(secret);
    var prefix = KeySecret.prefix(secret);
    line.send(new RotateKey(id, keyId, hash, prefix, overlap, caller.subject(), now.get()));
    return ShownKey.of(views.key(id, keyId), secret);
  }

  record SecretRotation(@NotNull @PositiveOrZero @Max(MOST_SECONDS) Long overlapSeconds) {
    /** 30 days. */
    private static final long MOST_SECONDS = 30L * 24 * 60 * 60;
  }

  @Operation(
      summary = "Take a key away",
      description = "It writes nothing any more from now on, and reads nothing after a second.")
  @DeleteMapping("/{key_id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Allow(value = Role.ADMIN, scope = Scope.AGENT)
  void revoke(@PathVariable UUID id, @PathVariable("key_id") UUID keyId, Caller caller) {
    line.send(new RevokeKey(id, keyId, caller.subject(), now.get()));
  }
}
