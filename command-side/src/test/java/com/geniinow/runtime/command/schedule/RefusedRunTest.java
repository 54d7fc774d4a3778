package com.geniinow.runtime.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.schedule.ScheduleClient.Planned;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.TaskClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A run that can't be submitted when it is due is on record with its reason, and never comes. */
@RuntimeTest
class RefusedRunTest {
  @Autowired TaskClient tasks;
  @Autowired ScheduleClient schedules;
  @Autowired MeterRegistry meters;

  @Test
  void of_a_suspended_agent() {
    var planned = schedules.soon(tasks.agent(), Map.of());
    tasks.change(planned.agent(), "suspend");
    doesNotRun(planned, "agent_not_active");
    tasks.change(planned.agent(), "resume");
    runsTheNextTime(planned);
  }

  @Test
  void of_a_braked_type() {
    var planned = schedules.soon(tasks.agent(), Map.of());
    try (var brakes = new BrakeClient(tasks.api)) {
      var brake = brakes.set("agent", planned.agent());
      doesNotRun(planned, "braked");
      brakes.release(brake.text("brake_id"));
    }
    runsTheNextTime(planned);
  }

  @Test
  void of_an_agent_whose_queue_is_full() {
    var planned = schedules.soon(tasks.agent(), Map.of());
    var open = tasks.submitMany(planned.agent(), Agent.MAX_OPEN_TASKS);
    doesNotRun(planned, "queue_full");
    tasks.cancel(planned.agent(), open.getFirst());
    runsTheNextTime(planned);
  }

  @Test
  void of_an_agent_whose_quota_has_no_room() {
    var planned = schedules.soon(tasks.agent(50), Map.of());
    doesNotRun(planned, "quota_exceeded");
    assertThat(Events.of(planned.agent()).count("UsageRefused")).isEqualTo(1);
    tasks.api.asAdmin(
        "PUT", "/api/agents/" + planned.agent() + "/quota", Map.of("monthly_token_limit", 1_000));
    runsTheNextTime(planned);
  }

  @Test
  void of_a_type_whose_schema_does_not_take_it_any_more() {
    var type = "schedule.r" + UUID.randomUUID().toString().substring(0, 8);
    register(type, "string");
    var task = Map.of("type", type, "payload", Map.of("text", "x"));
    var planned = schedules.soon(tasks.agent(), Map.of("task", task));
    register(type, "integer");
    doesNotRun(planned, "invalid_request");
    var skipped =
        Events.of(planned.agent()).all().stream()
            .filter(event -> event.kind().equals("ScheduleSkipped"))
            .findFirst()
            .orElseThrow();
    assertThat(skipped.payload().path("detail").asString()).contains("/payload/text");
    register(type, "string");
    runsTheNextTime(planned);
  }

  private void register(String type, String textType) {
    var schema = Map.of("type", "object", "properties", Map.of("text", Map.of("type", textType)));
    tasks.api.asAdmin("PUT", "/api/task-types/" + type, Map.of("schema", schema));
  }

  @Test
  void a_run_that_a_person_must_let_run_is_submitted_by_who_made_the_schedule() {
    var task = Map.of("type", "simulate", "estimated_tokens", 100, "approval", "required");
    var planned = schedules.soon(tasks.agent(), Map.of("task", task));
    assertThat(run(planned, 0)).contains(planned.task());
    assertThat(tasks.status(planned.task())).isEqualTo("awaiting_approval");
    assertThat(run(planned, ScheduleClient.STEP)).isEmpty();
    assertThat(schedules.skipped(planned.agent()))
        .containsExactly(
            ScheduleClient.skip(planned.due().plusSeconds(ScheduleClient.STEP), "overlap"));
  }

  private void doesNotRun(Planned planned, String reason) {
    var before = count(reason);
    assertThat(run(planned, 0)).isEmpty();
    assertThat(schedules.skipped(planned.agent()))
        .containsExactly(ScheduleClient.skip(planned.due(), reason));
    assertThat(count(reason)).isEqualTo(before + 1);
    assertThat(run(planned, 30)).isEmpty();
  }

  private double count(String outcome) {
    var counter = meters.find("genii.schedules.runs").tag("outcome", outcome).counter();
    return counter == null ? 0 : counter.count();
  }

  private void runsTheNextTime(Planned planned) {
    assertThat(run(planned, ScheduleClient.STEP)).isPresent();
    assertThat(schedules.skipped(planned.agent())).hasSize(1);
  }

  private Optional<UUID> run(Planned planned, long late) {
    return schedules.run(planned.agent(), planned.id(), planned.due().plusSeconds(late));
  }
}
