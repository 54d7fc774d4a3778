package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.query.history.AuditRunTable.RunCancelledException;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of runs. */
class AuditRunsTest {
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  private final JdbcClient jdbc = JdbcClient.create(Database.system());
  private final AuditRunTable runs = at(NOON);
  private final AuditController controller = new AuditController(null, null, runs);
  private final UUID run = UUID.randomUUID();

  private AuditRunTable at(Instant now) {
    return new AuditRunTable(jdbc, Clock.fixed(now, ZoneOffset.UTC));
  }

  @BeforeEach
  void no_runs() {
    Database.superuser().execute("TRUNCATE audit_runs");
  }

  @Test
  void a_run_is_seen_while_it_goes_on() {
    runs.begin(run, "verify", null, "ann");
    runs.reached(run, "comparing agents", 7, 9L);

    assertThat(controller.latest(null, Callers.ADMIN))
        .isEqualTo(
            new AuditRun(
                run, "verify", null, "ann", NOON, "comparing agents", 7, 9L, false, null, null));
  }

  @Test
  void a_run_that_has_ended_says_how_and_when() {
    runs.begin(run, "rebuild", null, "ann");
    at(NOON.plusSeconds(60)).end(run, "differing");

    assertThat(controller.latest(null, Callers.ADMIN).outcome()).isEqualTo("differing");
    assertThat(controller.latest(null, Callers.ADMIN).finishedAt()).isEqualTo(NOON.plusSeconds(60));
  }

  @Test
  void a_run_that_its_process_left_unfinished_has_failed_when_the_next_one_begins() {
    runs.begin(run, "verify", null, "ann");
    at(NOON.plusSeconds(60)).begin(UUID.randomUUID(), "verify", null, "bob");

    assertThat(Database.rows("audit_runs", "run_id", run).getFirst())
        .containsEntry("outcome", "failed")
        .containsEntry("finished_at", NOON.plusSeconds(60).toString());
    assertThat(controller.latest(null, Callers.ADMIN).requestedBy()).isEqualTo("bob");
  }

  @Test
  void a_run_that_is_cancelled_hears_of_it_at_its_next_step() {
    runs.begin(run, "verify", null, "ann");
    assertThat(controller.cancel().cancelRequested()).isTrue();

    assertThatThrownBy(() -> runs.reached(run, "replaying", 1, null))
        .isInstanceOf(RunCancelledException.class);
  }

  @Test
  void there_is_nothing_to_cancel_where_none_is_under_way() {
    runs.begin(run, "verify", null, "ann");
    runs.end(run, "identical");

    assertThatThrownBy(controller::cancel)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("No verification and no rebuild is under way.");
  }

  @Test
  void a_run_of_one_entity_is_shown_to_its_auditor_and_no_other_is() {
    var entity = UUID.randomUUID();
    runs.begin(run, "verify", entity, "ann");
    at(NOON.plusSeconds(60)).begin(UUID.randomUUID(), "verify", null, "bob");

    assertThat(controller.latest(entity, Callers.auditor(entity)).runId()).isEqualTo(run);
    assertThat(controller.latest(entity, Callers.ADMIN).entityId()).isEqualTo(entity);
    assertThat(controller.latest(null, Callers.auditor(null)).requestedBy()).isEqualTo("bob");
    for (var asked : new UUID[] {null, UUID.randomUUID()}) {
      assertThatThrownBy(() -> controller.latest(asked, Callers.auditor(entity)))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(403));
    }
  }

  @Test
  void before_the_first_run_there_is_none_to_show() {
    assertThatThrownBy(() -> controller.latest(null, Callers.ADMIN))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("There is no run yet.");
  }

  @Test
  void one_session_runs_at_a_time() {
    try (var one = Session.open(Database.system());
        var two = Session.open(Database.system())) {
      assertThat(AuditRunTable.claim(one.jdbc())).isTrue();
      assertThat(AuditRunTable.claim(two.jdbc())).isFalse();

      AuditRunTable.release(one.jdbc());
      assertThat(AuditRunTable.claim(two.jdbc())).isTrue();
    }
  }
}
