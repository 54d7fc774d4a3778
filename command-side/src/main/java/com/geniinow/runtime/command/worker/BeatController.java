package com.geniinow.runtime.command.worker;

import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where whoever runs attempts says that they still run. */
@RestController
class BeatController {
  private static final String BEAT =
      "Each item is answered in its place. An attempt that is unknown or no longer counts is to"
          + " stop; so is one that a brake has ended, whose use may still be reported.";

  private final Beats beats;

  BeatController(Beats beats) {
    this.beats = beats;
  }

  @Operation(summary = "Say that attempts still run", description = BEAT)
  @PostMapping("/internal/heartbeats")
  @Allow(Role.WORKER)
  @Tag(name = "internal")
  BeatAnswers any(@Valid @RequestBody BeatRequest request) {
    return new BeatAnswers(beats.beat(request.items(), null));
  }

  @Operation(summary = "Say that attempts still run that the agent claimed", description = BEAT)
  @PostMapping("/api/agents/{id}/heartbeats")
  @Allow(value = Role.AGENT, scope = Scope.AGENT)
  @Tag(name = "tasks")
  BeatAnswers own(@PathVariable UUID id, @Valid @RequestBody BeatRequest request) {
    return new BeatAnswers(beats.beat(request.items(), id));
  }

  /** Attempts that still run. */
  record BeatRequest(
      @NotNull @Size(min = 1, max = ClaimRequest.MOST) List<@NotNull @Valid RunningAttempt> items) {}

  /** One of them. */
  record RunningAttempt(
      @NotNull UUID taskId,
      @NotNull @Min(1) Integer attempt,
      @Nullable @Valid ProgressNote progress) {}

  /** How far it is; what is left out stays as it was. */
  record ProgressNote(
      @Nullable @Min(0) @Max(100) Integer percent, @Nullable @Size(max = 500) String message) {}

  /** What to do with each, in their order. */
  record BeatAnswers(List<Beats.BeatAnswer> items) {}
}
