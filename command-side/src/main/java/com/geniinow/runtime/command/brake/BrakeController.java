package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.brake.BrakeScope;
import com.geniinow.runtime.events.brake.RunningWork;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.web.PlainLine;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.brake.BrakeView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where people stop work and let it go on. */
@RestController
@RequestMapping("/api/brakes")
@Tag(name = "brakes")
class BrakeController {
  private final AgentLine line;
  private final BrakeAct act;
  private final BrakeTargets targets;
  private final StoppedTasks tasks;
  private final Views views;
  private final Now now;
  private final Supplier<UUID> ids;

  BrakeController(
      AgentLine line,
      BrakeAct act,
      BrakeTargets targets,
      StoppedTasks tasks,
      Views views,
      Now now,
      Supplier<UUID> ids) {
    this.line = line;
    this.act = act;
    this.targets = targets;
    this.tasks = tasks;
    this.views = views;
    this.now = now;
    this.ids = ids;
  }

  @Operation(
      summary = "Stop work of the fleet, an entity, an agent, a model or a type of tasks",
      description =
          "Nothing in the scope begins any more, and what runs is ended within two seconds; the"
              + " answer lists it. Its tasks are queued again and go on when the brake is released."
              + " Asked twice, the first brake is answered.")
  @PostMapping
  @Allow(Role.ADMIN)
  Stopped set(@Valid @RequestBody BrakeRequest request, Caller caller) {
    var target = targets.find(request.scope(), request.id());
    return Stopped.of(
        act.set(
            new SetBrake(
                ids.get(),
                request.scope(),
                target.id(),
                target.ofEntity(),
                request.reason(),
                caller.subject(),
                now.get())));
  }

  @Operation(
      summary = "Release a brake: what it stopped goes on",
      description =
          "A task that it ended reserves anew; where the quota has no room, it waits and is asked"
              + " again. Released twice, the released brake is answered.")
  @DeleteMapping("/{brake_id}")
  @Allow(Role.ADMIN)
  BrakeView release(
      @PathVariable("brake_id") UUID brakeId,
      @RequestParam @NotBlank @Size(max = 500) @PlainLine String reason,
      Caller caller) {
    line.send(new ReleaseBrake(brakeId, reason, caller.subject(), now.get()));
    tasks.goOn();
    return views.brake(brakeId);
  }

  /** What is to be stopped, and why. */
  record BrakeRequest(
      @NotNull BrakeScope scope,
      @Nullable @Size(min = 1, max = 200) String id,
      @NotBlank @Size(max = 500) @PlainLine String reason) {}

  /** The brake, and what it stopped. */
  record Stopped(
      UUID brakeId,
      BrakeScope scope,
      @Nullable String id,
      Instant since,
      List<Ran> running,
      @Nullable Long stoppedWithinMs) {
    static Stopped of(BrakeAct.Stopped stopped) {
      var brake = stopped.brake();
      var within = stopped.stoppedWithin();
      return new Stopped(
          brake.brakeId(),
          brake.scope(),
          brake.id(),
          brake.since(),
          brake.running().stream().map(Ran::of).toList(),
          within == null ? null : (Long) within.toMillis());
    }
  }

  /** What ran: an attempt at a task, or a call. */
  record Ran(
      UUID agentId,
      @Nullable UUID taskId,
      @Nullable Integer attempt,
      @Nullable UUID callId,
      long tokensUsedSoFar,
      BigDecimal costUsdSoFar) {
    static Ran of(RunningWork work) {
      return new Ran(
          work.agentId(),
          work.taskId(),
          work.attempt(),
          work.callId(),
          work.tokensUsed(),
          work.costUsd());
    }
  }
}
