package com.geniinow.runtime.command.schedule;

import com.geniinow.runtime.command.agent.NewSchedule;
import com.geniinow.runtime.command.door.Refusals;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.schedule.ChangeSchedule.To;
import com.geniinow.runtime.command.task.TaskReader;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.platform.calendar.Cron;
import com.geniinow.runtime.platform.calendar.CronException;
import com.geniinow.runtime.platform.calendar.Zones;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Allow;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.platform.security.Scope;
import com.geniinow.runtime.query.view.Views;
import com.geniinow.runtime.query.view.schedule.ScheduleView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.DateTimeException;
import java.util.List;
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

/** Gives agents schedules, and takes them away. */
@RestController
@RequestMapping("/api/agents/{id}/schedules")
@Tag(name = "schedules")
class ScheduleController {
  /** What is of one moment or of one task alone, and so no run's. */
  private static final List<String> NO_RUN_S = List.of("run_at", "idempotency_key");

  private final AgentLine line;
  private final TaskReader reader;
  private final Now now;
  private final Supplier<UUID> ids;
  private final Views views;

  ScheduleController(AgentLine line, TaskReader reader, Now now, Supplier<UUID> ids, Views views) {
    this.line = line;
    this.reader = reader;
    this.now = now;
    this.ids = ids;
    this.views = views;
  }

  @Operation(
      summary = "Give an agent a schedule: a task that is submitted again and again",
      description =
          "cron has five fields, by the clock of the zone: a time that a day has not is due when"
              + " clocks are put forward, one that comes twice the first time. The task is as the"
              + " body of a submission. Each run happens once; one that does not is on record with"
              + " its reason. An agent has 100 schedules at most.")
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Allow(
      value = {Role.ADMIN, Role.AGENT},
      scope = Scope.AGENT)
  ScheduleView create(
      @PathVariable UUID id, @Valid @RequestBody ScheduleRequest request, Caller caller) {
    var at = now.get();
    var scheduleId = ids.get();
    var schedule =
        new NewSchedule(
            scheduleId,
            cron(request.cron()),
            zone(request.zone()),
            new Json(request.task().toString()),
            request.overlap() == null ? Overlap.SKIP : request.overlap(),
            request.catchUp() == null ? CatchUp.NONE : request.catchUp());
    for (var field : NO_RUN_S) {
      if (!request.task().path(field).isMissingNode()) {
        throw ProblemException.invalidField("task." + field, "can't be the same for each run");
      }
    }
    try {
      var first = reader.read(request.task(), id, caller.subject(), ids.get(), at);
      line.send(new CreateSchedule(id, schedule, first, caller.subject(), at));
    } catch (ProblemException e) {
      throw e.under("task");
    } catch (RefusedException e) {
      throw isOfTask(e.refusal()) ? Refusals.problem(e.refusal()).under("task") : e;
    }
    return views.schedule(id, scheduleId);
  }

  private static boolean isOfTask(Refusal refusal) {
    return refusal instanceof Refusal.InvalidValue || refusal instanceof Refusal.PayloadUnfit;
  }

  private static String cron(String text) {
    try {
      return Cron.of(text).toString();
    } catch (CronException e) {
      throw ProblemException.invalidField("cron", String.valueOf(e.getMessage()));
    }
  }

  private static String zone(@Nullable String name) {
    try {
      return name == null ? "UTC" : Zones.of(name).getId();
    } catch (DateTimeException e) {
      throw ProblemException.invalidField("zone", "is no time zone by IANA's name");
    }
  }

  @Operation(
      summary = "Have a schedule rest",
      description = "Nothing is due until it is resumed. Paused twice, it stays as it is.")
  @PostMapping("/{schedule_id}/pause")
  @Allow(
      value = {Role.ADMIN, Role.AGENT},
      scope = Scope.AGENT)
  ScheduleView pause(
      @PathVariable UUID id, @PathVariable("schedule_id") UUID scheduleId, Caller caller) {
    return change(id, scheduleId, To.PAUSED, caller);
  }

  @Operation(
      summary = "Have a schedule go on",
      description = "From now: what would have been due meanwhile does not happen.")
  @PostMapping("/{schedule_id}/resume")
  @Allow(
      value = {Role.ADMIN, Role.AGENT},
      scope = Scope.AGENT)
  ScheduleView resume(
      @PathVariable UUID id, @PathVariable("schedule_id") UUID scheduleId, Caller caller) {
    return change(id, scheduleId, To.ACTIVE, caller);
  }

  private ScheduleView change(UUID agentId, UUID scheduleId, To to, Caller caller) {
    line.send(new ChangeSchedule(agentId, scheduleId, to, caller.subject(), now.get()));
    return views.schedule(agentId, scheduleId);
  }

  @Operation(summary = "Delete a schedule", description = "Tasks that it submitted go on.")
  @DeleteMapping("/{schedule_id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Allow(
      value = {Role.ADMIN, Role.AGENT},
      scope = Scope.AGENT)
  void delete(@PathVariable UUID id, @PathVariable("schedule_id") UUID scheduleId, Caller caller) {
    line.send(new ChangeSchedule(id, scheduleId, To.DELETED, caller.subject(), now.get()));
  }
}
