package com.geniinow.runtime.command.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.events.schedule.ScheduleEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Schedules, as their agents make and keep them. */
@RuntimeTest
class ScheduleTest {
  @Autowired TaskClient tasks;
  @Autowired ScheduleClient schedules;
  @Autowired TestClock clock;

  @AfterEach
  void letClockGo() {
    clock.letGo();
  }

  @Test
  void a_schedule_is_shown_with_its_next_five_runs() {
    var agent = tasks.agent();
    var answer =
        schedules.tryCreate(
            agent,
            " 30  2 * * * ",
            Map.of("zone", "Europe/Berlin", "overlap", "queue", "catch_up", "last"));
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    assertThat(answer.text("cron")).isEqualTo("30 2 * * *");
    assertThat(answer.text("zone")).isEqualTo("Europe/Berlin");
    assertThat(answer.text("overlap")).isEqualTo("queue");
    assertThat(answer.text("catch_up")).isEqualTo("last");
    assertThat(answer.text("status")).isEqualTo("active");
    assertThat(answer.text("created_by")).isEqualTo(agent.toString());
    assertThat(answer.body().path("task").path("estimated_tokens").asInt()).isEqualTo(100);
    assertThat(answer.body().path("last_due_at").isNull()).isTrue();
    var runs = answer.body().path("next_runs").valueStream().map(n -> n.asString()).toList();
    assertThat(runs).hasSize(5).isSorted();
    var id = UUID.fromString(answer.text("schedule_id"));
    assertThat(schedules.view(agent, id).body()).isEqualTo(answer.body());
    var plain = schedules.tryCreate(agent, "0 0 * * *", Map.of());
    assertThat(List.of(plain.text("zone"), plain.text("overlap"), plain.text("catch_up")))
        .containsExactly("UTC", "skip", "none");

    var first = list(agent, "?limit=1");
    assertThat(ids(first)).containsExactly(id.toString());
    var next = list(agent, "?limit=1&cursor=" + first.text("next_cursor"));
    assertThat(ids(next)).containsExactly(plain.text("schedule_id"));
    var all = tasks.api.asAdmin("GET", ScheduleClient.path(agent), null);
    assertThat(all.body().path("items").size()).isEqualTo(2);
    Replayed.assertLiveEqualsReplay(tasks.api);
  }

  private Answer list(UUID agent, String query) {
    return tasks.api.asAgent(agent, "GET", ScheduleClient.path(agent) + query, null);
  }

  private static List<String> ids(Answer answer) {
    return answer
        .body()
        .path("items")
        .valueStream()
        .map(item -> item.path("schedule_id").asString())
        .toList();
  }

  @Test
  void what_can_not_be_is_refused_by_the_name_of_its_field() {
    var agent = tasks.agent();
    refused(agent, "61 * * * *", Map.of(), "cron");
    refused(agent, "* * * * * *", Map.of(), "cron");
    refused(agent, "0 0 30 2 *", Map.of(), "cron");
    refused(agent, "@daily", Map.of(), "cron");
    refused(agent, "* * * * *", Map.of("zone", "UTC+2"), "zone");
    refused(agent, "* * * * *", Map.of("zone", "Mars/Olympus"), "zone");
    refused(agent, "* * * * *", Map.of("overlap", "both"), "overlap");
    refused(agent, "* * * * *", Map.of("catch_up", "all"), "catch_up");
    refused(agent, "* * * * *", Map.of("task", "x"), "task");
    refused(agent, "* * * * *", Map.of("every", 5), "every");
    assertThat(Events.of(agent).count("ScheduleCreated")).isZero();
  }

  @Test
  void its_task_is_checked_as_a_submission_is() {
    var agent = tasks.agent();
    ofTask(agent, Map.of("type", "nothing"), "task.type");
    ofTask(agent, Map.of("type", "No Type"), "task.type");
    ofTask(agent, Map.of("type", "simulate", "estimated_tokens", -1), "task.estimated_tokens");
    ofTask(agent, Map.of("type", "simulate", "priority", 6), "task.priority");
    ofTask(agent, Map.of("type", "simulate", "unknown", 1), "task.unknown");
    ofTask(agent, Map.of("type", "simulate", "model", "no-price"), "task.model");
    ofTask(agent, Map.of("type", "openai.chat"), "task.model");
    ofTask(agent, Map.of("type", "webhook", "payload", Map.of("url", "x")), "task.payload.url");
    ofTask(agent, Map.of("type", "simulate", "run_at", "2030-01-01T00:00:00Z"), "task.run_at");
    ofTask(agent, Map.of("type", "simulate", "idempotency_key", "k"), "task.idempotency_key");
    var others = Map.of("type", "simulate", "agent_id", tasks.agent().toString());
    assertThat(schedules.tryCreate(agent, "* * * * *", Map.of("task", others)).status())
        .isEqualTo(403);

    var type = "schedule.t" + UUID.randomUUID().toString().substring(0, 8);
    register(type, "string");
    ofTask(agent, Map.of("type", type, "payload", Map.of("text", 1)), "/task/payload/text");
    assertThat(Events.of(agent).count("ScheduleCreated")).isZero();
    assertThat(Events.of(agent).count("TaskSubmitted")).isZero();
  }

  @Test
  void a_payload_that_fits_a_submission_fits_a_schedule() {
    var agent = tasks.agent();
    assertThat(tryNested(agent, 99).status()).isEqualTo(201);
    assertThat(tryNested(agent, 101).status()).isEqualTo(400);
    assertThat(tasks.trySubmit(agent, Map.of("payload", nested(99))).status()).isEqualTo(202);
    assertThat(tasks.trySubmit(agent, Map.of("payload", nested(100))).status()).isEqualTo(400);
  }

  private Answer tryNested(UUID agent, int levels) {
    var task = Map.of("type", "simulate", "payload", nested(levels));
    return schedules.tryCreate(agent, "0 0 1 1 *", Map.of("task", task));
  }

  private static Map<String, Object> nested(int levels) {
    return levels == 1 ? Map.of() : Map.of("in", nested(levels - 1));
  }

  private void register(String type, String textType) {
    var schema = Map.of("type", "object", "properties", Map.of("text", Map.of("type", textType)));
    assertThat(
            tasks.api.asAdmin("PUT", "/api/task-types/" + type, Map.of("schema", schema)).status())
        .isEqualTo(200);
  }

  private void ofTask(UUID agent, Map<String, ?> task, String field) {
    refused(agent, "* * * * *", Map.of("task", task), field);
  }

  private void refused(UUID agent, String cron, Map<String, ?> more, String field) {
    var answer = schedules.tryCreate(agent, cron, more);
    assertThat(answer.status()).as("%s %s %s", cron, more, answer).isEqualTo(400);
    assertThat(answer.body().path("errors").toString()).contains("\"" + field + "\"");
  }

  @Test
  void it_runs_by_itself_when_it_is_due_and_its_task_bears_its_id() {
    var agent = tasks.agent();
    clock.set(Instant.now().minusSeconds(50));
    var id = schedules.create(agent, "* * * * *", Map.of());
    clock.letGo();
    var due = Instant.parse(next(agent, id));
    var task = ScheduleEvent.taskOf(id, due);
    await().atMost(TaskClient.SOON).until(() -> Events.of(agent).count("ScheduleRan") > 0);

    assertThat(tasks.status(task)).isEqualTo("queued");
    assertThat(tasks.view(task).text("schedule_id")).isEqualTo(id.toString());
    assertThat(tasks.reserved(agent)).isEqualTo(100);
    assertThat(tasks.events(task)).containsExactly("UsageReserved", "TaskSubmitted", "ScheduleRan");
    var view = schedules.view(agent, id);
    assertThat(view.text("last_task_id")).isEqualTo(task.toString());
    assertThat(view.text("last_due_at")).isEqualTo(due.toString());
    assertThat(tasks.complete(task, tasks.start(task)).status()).isEqualTo(200);
    assertThat(schedules.delete(agent, id).status()).isEqualTo(204);
  }

  private String next(UUID agent, UUID id) {
    return schedules.view(agent, id).body().path("next_runs").path(0).asString();
  }

  @Test
  void a_run_is_submitted_once_however_often_it_is_asked_for() {
    var planned = schedules.soon(tasks.agent(), Map.of());
    assertThat(run(planned, -1)).isEmpty();
    assertThat(run(planned, 5)).contains(planned.task());
    assertThat(run(planned, 5)).isEmpty();
    assertThat(run(planned, -3_600)).isEmpty();
    assertThat(run(planned, 30)).isEmpty();
    assertThat(Events.of(planned.agent()).count("TaskSubmitted")).isEqualTo(1);
    assertThat(tasks.reserved(planned.agent())).isEqualTo(100);
  }

  private Optional<UUID> run(ScheduleClient.Planned planned, long late) {
    return schedules.run(planned.agent(), planned.id(), planned.due().plusSeconds(late));
  }

  @Test
  void a_run_whose_predecessor_has_not_ended_is_skipped_or_queued() {
    var step = ScheduleClient.STEP;
    var skips = schedules.soon(tasks.agent(), Map.of());
    run(skips, 0);
    assertThat(run(skips, step)).isEmpty();
    assertThat(schedules.skipped(skips.agent()))
        .containsExactly(ScheduleClient.skip(skips.due().plusSeconds(step), "overlap"));
    assertThat(schedules.view(skips.agent(), skips.id()).body().path("last_skip").toString())
        .contains("overlap");
    tasks.cancel(skips.agent(), skips.task());
    assertThat(run(skips, 2 * step)).isPresent();

    var queues = schedules.soon(tasks.agent(), Map.of("overlap", "queue"));
    run(queues, 0);
    assertThat(run(queues, step)).isPresent();
    assertThat(tasks.reserved(queues.agent())).isEqualTo(200);
  }

  @Test
  void what_was_due_while_nobody_was_there_is_one_event_and_the_last_is_made_up_for() {
    var third = 2 * ScheduleClient.STEP;
    var late = third + 61;
    var none = schedules.soon(tasks.agent(), Map.of());
    assertThat(run(none, late)).isEmpty();
    assertThat(schedules.skipped(none.agent()))
        .containsExactly(
            ScheduleClient.skip(none.due(), none.due().plusSeconds(third), 3, "missed"));
    assertThat(next(none.agent(), none.id())).isEqualTo(none.due().plusSeconds(86_400).toString());

    var last = schedules.soon(tasks.agent(), Map.of("catch_up", "last"));
    var due = last.due().plusSeconds(third);
    assertThat(run(last, late)).contains(ScheduleEvent.taskOf(last.id(), due));
    assertThat(schedules.skipped(last.agent()))
        .containsExactly(
            ScheduleClient.skip(last.due(), due.minusSeconds(ScheduleClient.STEP), 2, "missed"));
    assertThat(schedules.view(last.agent(), last.id()).text("last_due_at"))
        .isEqualTo(due.toString());
  }

  @Test
  void a_paused_schedule_rests_and_goes_on_without_what_was_in_between() {
    var planned = schedules.soon(tasks.agent(), Map.of());
    var paused = schedules.post(planned.agent(), planned.id(), "pause");
    assertThat(paused.text("status")).isEqualTo("paused");
    assertThat(paused.body().path("next_runs").size()).isZero();
    assertThat(schedules.post(planned.agent(), planned.id(), "pause").status()).isEqualTo(200);
    assertThat(run(planned, 0)).isEmpty();
    var resumed = schedules.post(planned.agent(), planned.id(), "resume");
    assertThat(resumed.text("status")).isEqualTo("active");
    assertThat(resumed.body().path("next_runs").path(0).asString())
        .isEqualTo(planned.due().toString());
    assertThat(Events.of(planned.agent()).count("SchedulePaused")).isEqualTo(1);
    assertThat(schedules.skipped(planned.agent())).isEmpty();
  }

  @Test
  void a_deleted_schedule_is_gone_and_its_tasks_go_on() {
    var planned = schedules.soon(tasks.agent(), Map.of());
    run(planned, 0);
    assertThat(schedules.delete(planned.agent(), planned.id()).status()).isEqualTo(204);
    assertThat(schedules.delete(planned.agent(), planned.id()).status()).isEqualTo(404);
    assertThat(schedules.view(planned.agent(), planned.id()).status()).isEqualTo(404);
    assertThat(schedules.post(planned.agent(), planned.id(), "resume").status()).isEqualTo(404);
    assertThat(run(planned, ScheduleClient.STEP)).isEmpty();
    assertThat(tasks.status(planned.task())).isEqualTo("queued");
    assertThat(tasks.view(planned.task()).text("schedule_id")).isEqualTo(planned.id().toString());
  }

  @Test
  void an_agent_has_100_schedules_at_most_also_when_two_ask_at_once() throws Exception {
    var agent = tasks.agent();
    var answers =
        Parallel.all(
            Agent.MAX_SCHEDULES + 5, n -> schedules.tryCreate(agent, "0 0 29 2 *", Map.of()));
    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(100);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 201)
        .allSatisfy(answer -> assertThat(answer.text("reason")).isEqualTo("conflict"));
    assertThat(list(agent, "?limit=200").body().path("items").size()).isEqualTo(100);
  }

  @Test
  void schedules_end_with_their_agent() {
    var planned = schedules.soon(tasks.agent(), Map.of());
    tasks.change(planned.agent(), "terminate");
    assertThat(Events.of(planned.agent()).count("ScheduleDeleted")).isEqualTo(1);
    assertThat(run(planned, 0)).isEmpty();
    assertThat(schedules.tryCreate(planned.agent(), "* * * * *", Map.of()).status()).isEqualTo(409);
  }

  @Test
  void it_is_in_the_ledger_and_in_the_past() {
    var planned = schedules.soon(tasks.agent(), Map.of());
    schedules.post(planned.agent(), planned.id(), "pause");
    var before = Instant.now().truncatedTo(ChronoUnit.MICROS);
    schedules.post(planned.agent(), planned.id(), "resume");
    schedules.delete(planned.agent(), planned.id());
    var other = schedules.soon(planned.agent(), Map.of());
    run(other, 0);
    run(other, ScheduleClient.STEP);

    var ledger = "/api/agents/" + planned.agent() + "/ledger?limit=200";
    assertThat(tasks.api.asAdmin("GET", ledger, null).body().toString())
        .contains(
            "schedule_created",
            "schedule_ran",
            "schedule_skipped",
            "schedule_paused",
            "schedule_resumed",
            "schedule_deleted");
    var past = "/api/audit/agents/" + planned.agent() + "?as_of=" + before;
    var answer = tasks.api.asAdmin("GET", past, null);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    var then = answer.body().path("schedules");
    assertThat(then.size()).isEqualTo(1);
    assertThat(then.path(0).path("schedule_id").asString()).isEqualTo(planned.id().toString());
    assertThat(then.path(0).path("status").asString()).isEqualTo("paused");
    assertThat(then.path(0).path("task").path("type").asString()).isEqualTo("simulate");
  }
}
