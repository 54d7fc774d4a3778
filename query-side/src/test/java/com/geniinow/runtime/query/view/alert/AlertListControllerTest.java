package com.geniinow.runtime.query.view.alert;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alerts as the route shows them. */
class AlertListControllerTest {
  private final AlertListController alerts = new AlertListController(Database.reads());
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @AfterEach
  void nothingIsLeft() {
    Database.superuser().update("DELETE FROM alerts WHERE kind LIKE 'shown%'");
  }

  @Test
  void the_newest_come_first_unless_the_oldest_are_asked_for_whatever_the_size_of_the_pages() {
    for (var n = 0; n < 5; n++) {
      alert(agent, "shown_" + n, Happened.START.plusSeconds(n));
    }

    var newest = alerts.list(null, agent.id(), null, null, null, Pages.FIRST, ADMIN).items();
    assertThat(newest)
        .extracting(AlertView::kind)
        .containsExactly("shown_4", "shown_3", "shown_2", "shown_1", "shown_0");
    Pages.assertIs(newest, page -> alerts.list(null, agent.id(), null, null, "desc", page, ADMIN));
    Pages.assertIs(
        newest.reversed(), page -> alerts.list(null, agent.id(), null, null, "asc", page, ADMIN));
    Pages.assertInvalid(
        "order", () -> alerts.list(null, null, null, null, "down", Pages.FIRST, ADMIN));
  }

  @Test
  void a_founder_sees_those_of_its_agents_and_never_the_fleet_s() {
    var stranger = RecordedAgent.provisioned();
    alert(agent, "shown_own", Happened.START);
    alert(stranger, "shown_other", Happened.START);
    alert(null, "shown_fleet", Happened.START);
    var founder = Callers.founder(agent.entity());

    assertThat(kinds(founder)).containsExactly("shown_own");
    assertThat(kinds(ADMIN)).contains("shown_own", "shown_other", "shown_fleet");
    assertForbidden(
        () -> alerts.list(stranger.entity(), null, null, null, null, Pages.FIRST, founder));
    assertForbidden(() -> alerts.list(null, stranger.id(), null, null, null, Pages.FIRST, founder));
  }

  @Test
  void a_range_begins_with_its_first_moment_and_ends_before_its_last() {
    alert(agent, "shown_a", Happened.START);
    alert(agent, "shown_b", Happened.START.plusSeconds(1));

    assertThat(
            alerts
                .list(
                    null,
                    agent.id(),
                    Happened.START,
                    Happened.START.plusSeconds(1),
                    null,
                    Pages.FIRST,
                    ADMIN)
                .items())
        .extracting(AlertView::kind)
        .containsExactly("shown_a");
  }

  @Test
  void what_a_channel_was_sent_beside_the_message_and_answered_can_not_be_read() {
    for (var column : List.of("body", "last_error")) {
      assertThatThrownBy(
              () ->
                  Database.reads()
                      .as(
                          ADMIN,
                          jdbc ->
                              jdbc.sql("SELECT %s FROM alerts".formatted(column))
                                  .query()
                                  .listOfRows()))
          .as(column)
          .rootCause()
          .hasMessageContaining("permission denied");
    }
  }

  private List<String> kinds(Caller caller) {
    return alerts.list(null, null, null, null, null, Pages.FIRST, caller).items().stream()
        .map(AlertView::kind)
        .toList();
  }

  private static void alert(@Nullable RecordedAgent of, String kind, Instant at) {
    Database.superuser()
        .update(
            """
            INSERT INTO alerts (alert_id, agent_id, entity_id, kind, message, occurred_at, next_try_at)
            VALUES (?, ?, ?, ?, 'told', ?, 'epoch')""",
            UUID.randomUUID(),
            of == null ? null : of.id(),
            of == null ? null : of.entity(),
            kind,
            at.atOffset(ZoneOffset.UTC));
  }

  private static void assertForbidden(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
  }
}
