package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.testing.TaskClient;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** One agent's event that can't be read keeps no other agent waiting. */
@RuntimeTest
class UnreadableEventTest {
  @Autowired TaskClient tasks;
  @Autowired TestClock clock;
  @Autowired Readers readers;
  @Autowired List<RecurringJob> jobs;

  @AfterEach
  void mend() {
    clock.letGo();
    rewrite(
        """
        DROP TRIGGER IF EXISTS garble ON domain_event_entry;
        DROP FUNCTION IF EXISTS garble;
        UPDATE domain_event_entry SET payload = substr(payload, 2) WHERE payload LIKE '~%'""");
  }

  /** From the moment it is stored, since readers share what the store has read a while ago. */
  @Test
  void processors_go_on_behind_what_they_can_not_read() {
    var garbled = tasks.agent();
    rewrite(
        """
        CREATE FUNCTION garble() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN NEW.payload = concat(''~'', NEW.payload); RETURN NEW; END';
        CREATE TRIGGER garble BEFORE INSERT ON domain_event_entry FOR EACH ROW
          WHEN (NEW.agent_id = '%s') EXECUTE FUNCTION garble()"""
            .formatted(garbled));
    var unheard = tasks.submit(garbled);
    tasks.fail(unheard, tasks.start(unheard), false, 1);

    var other = tasks.deadTask(tasks.agent());

    await().atMost(TaskClient.SOON).until(() -> tasks.alerts(other) == 1);
    for (var reader : List.of("alerts", RetrySaga.PROCESSOR, "dispatch")) {
      await(reader)
          .atMost(TaskClient.SOON)
          .until(() -> readers.place(reader) >= lastEvent(garbled));
    }
  }

  @Test
  void the_sweep_finds_the_others_dead_letters() {
    clock.set(Instant.now().minusSeconds(60));
    var left = new UUID[2];
    readers.movedPast(
        "alerts",
        () -> {
          left[0] = tasks.deadTask(tasks.agent());
          left[1] = tasks.deadTask(tasks.agent());
        });
    garble("TaskDeadLettered", left[0]);
    clock.letGo();

    sweep("alert-sweep");

    assertThat(tasks.alerts(left[1])).isEqualTo(1);
  }

  @Test
  void the_sweep_gives_the_others_tasks_up() {
    clock.set(Instant.now().minusSeconds(60));
    var left = new UUID[] {tasks.submit(tasks.agent()), tasks.submit(tasks.agent())};
    readers.movedPast(
        RetrySaga.PROCESSOR,
        () -> {
          for (var task : left) {
            tasks.fail(task, tasks.start(task), false, 1);
          }
        });
    garble("TaskAttemptFailed", left[0]);
    clock.letGo();

    sweep("retry-sweep");

    assertThat(tasks.status(left[1])).isEqualTo("dead_lettered");
  }

  private void sweep(String name) {
    jobs.stream().filter(job -> job.name().equals(name)).forEach(RecurringJob::run);
  }

  private static long lastEvent(UUID agent) {
    return Superuser.count(
        "SELECT max(global_index) FROM domain_event_entry WHERE agent_id = ?", agent);
  }

  private static void garble(String kind, UUID task) {
    rewrite(
        """
        UPDATE domain_event_entry SET payload = concat('~', payload)
        WHERE payload_type LIKE '%%%s' AND payload LIKE '%%%s%%'"""
            .formatted(kind, task));
  }

  /** Past the trigger that refuses changes. */
  private static void rewrite(String sql) {
    Superuser.jdbc()
        .execute(
            (Connection connection) -> {
              try (var statement = connection.createStatement()) {
                statement.execute("SET session_replication_role = replica; " + sql);
                return statement.execute("SET session_replication_role = DEFAULT");
              }
            });
  }
}
