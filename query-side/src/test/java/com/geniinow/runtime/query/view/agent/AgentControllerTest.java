package com.geniinow.runtime.query.view.agent;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Agents as the routes show them. */
class AgentControllerTest {
  private final AgentController agents =
      new AgentController(
          Database.reads(), Clock.fixed(Happened.START.plusSeconds(3_600), ZoneOffset.UTC));
  private final UUID entity = UUID.randomUUID();
  private final RecordedAgent agent = RecordedAgent.provisioned(entity);

  @Test
  void an_agent_is_shown_as_it_is_with_its_metadata_to_the_letter() {
    var at = agent.happened().at().plusSeconds(5);
    agent.commit(new AgentSuspended(agent.id(), "too loud", "admin", at));

    var born = agent.events().getFirst().payload().at();
    assertThat(agents.get(agent.id(), ADMIN))
        .isEqualTo(
            new AgentView(
                agent.id(),
                entity,
                "Ada",
                AgentStatus.SUSPENDED,
                "too loud",
                0,
                "{\"a\": 1}",
                born,
                at));
  }

  @Test
  void its_depth_counts_what_is_open_and_nothing_that_has_ended() {
    var happened = agent.happened();
    agent.submitted();
    var running = agent.submitted();
    var retrying = agent.submitted();
    var dead = agent.submitted();
    var done = agent.submitted();
    var cancelled = agent.submitted();
    agent.commit(happened.started(running, 1));
    agent.commit(happened.started(retrying, 1), happened.failed(retrying, 1));
    agent.commit(happened.deadLettered(dead, 1), happened.cancelled(cancelled));
    agent.commit(happened.started(done, 1), happened.completed(done, 1));

    assertThat(agents.get(agent.id(), ADMIN).queueDepth()).isEqualTo(3);
    agent.commit(happened.redriven(dead, 2));
    assertThat(agents.get(agent.id(), ADMIN).queueDepth()).isEqualTo(4);
  }

  @Test
  void it_is_shown_with_what_it_does_and_spends() {
    var happened = agent.happened();
    var running = agent.submitted();
    var dead = agent.submitted();
    agent.commit(happened.started(running, 1), happened.deadLettered(dead, 1));
    agent.commit(
        happened.reserved(running, 100, "0.05", Happened.MONTH),
        happened.used(running, 1, 100, "0.05", Happened.MONTH));
    happened.jump(Instant.parse("2026-03-09T23:59:00Z"));
    agent.commit(
        happened.reserved(dead, 7, "0.01", Happened.MONTH),
        happened.used(dead, 1, 7, "0.01", Happened.MONTH));

    var shown = agents.show(agent.id(), ADMIN);
    assertThat(shown.running()).isEqualTo(1);
    assertThat(shown.deadLettered()).isEqualTo(1);
    assertThat(shown.tokensToday()).isEqualTo(100);
    assertThat(shown.costTodayUsd()).isEqualTo(new BigDecimal("0.05"));
    assertThat(shown.month().period()).isEqualTo("2026-03");
    assertThat(shown.month().monthlyTokensUsed()).isEqualTo(107);
    assertThat(shown.month().monthlyCostUsedUsd()).isEqualTo(new BigDecimal("0.06"));
    assertThat(agents.list(entity, null, Pages.FIRST, ADMIN).items()).containsExactly(shown);
    assertThat(agents.show(agent.id(), Callers.agent(agent.id()))).isEqualTo(shown);
  }

  @Test
  void it_is_braked_by_a_brake_of_everything_of_its_entity_or_of_itself_while_it_is_in_force() {
    for (var caller : List.of(ADMIN, Callers.founder(entity), Callers.agent(agent.id()))) {
      assertThat(agents.show(agent.id(), caller).braked()).isFalse();
      for (var scope : List.of("fleet", "entity", "agent")) {
        var of = scope.equals("agent") ? agent.id() : entity;
        var brake =
            scope.equals("fleet") ? brake(scope, null, null) : brake(scope, of.toString(), entity);
        assertThat(agents.show(agent.id(), caller).braked()).as(scope + caller).isTrue();
        release(brake);
        assertThat(agents.show(agent.id(), caller).braked()).isFalse();
      }
      var others = UUID.randomUUID();
      release(
          brake("entity", others.toString(), others), brake("agent", others.toString(), others));
      assertThat(agents.show(agent.id(), caller).braked()).isFalse();
      var model = brake("model", "gpt", null);
      assertThat(agents.show(agent.id(), caller).braked()).isFalse();
      release(model);
    }
    Database.superuser().update("DELETE FROM brakes WHERE reason = 'shown'");
  }

  private static UUID brake(String scope, @Nullable String id, @Nullable UUID ofEntity) {
    var brake = UUID.randomUUID();
    Database.superuser()
        .update(
            """
            INSERT INTO brakes
              (brake_id, agent_id, entity_id, scope, id, of_entity, reason, braked_by, since)
            VALUES (?, genii_platform(), genii_platform(), ?, ?, ?, 'shown', 'ann', 'epoch')""",
            brake,
            scope,
            id,
            ofEntity);
    return brake;
  }

  private static void release(UUID... brakes) {
    for (var brake : brakes) {
      Database.superuser()
          .update("UPDATE brakes SET released_at = 'epoch' WHERE brake_id = ?", brake);
    }
  }

  @Test
  void a_founder_s_list_is_its_entity_s_and_whole_whatever_the_size_of_its_pages() {
    for (var n = 0; n < 4; n++) {
      RecordedAgent.provisioned(entity);
    }
    var founder = Callers.founder(entity);
    RecordedAgent.provisioned();

    var listed = agents.list(null, null, Pages.FIRST, founder).items();
    assertThat(listed).hasSize(5).allMatch(view -> view.entityId().equals(entity));
    Pages.assertIs(listed, page -> agents.list(null, null, page, founder));
    Pages.assertIs(listed, page -> agents.list(entity, null, page, ADMIN));
  }

  @Test
  void a_status_filters_the_list_and_an_unknown_one_is_refused() {
    var gone = RecordedAgent.provisioned(entity);
    gone.commit(new AgentTerminated(gone.id(), "the end", "admin", gone.happened().at()));

    assertThat(ids("active", ADMIN)).containsExactly(agent.id());
    assertThat(ids("terminated", ADMIN)).containsExactly(gone.id());
    assertThat(ids("suspended", ADMIN)).isEmpty();
    Pages.assertInvalid("status", () -> ids("gone", ADMIN));
  }

  @Test
  void an_agent_lists_itself_alone() {
    var sibling = RecordedAgent.provisioned(entity);

    assertThat(agents.list(null, null, Pages.FIRST, Callers.agent(agent.id())).items())
        .extracting(AgentItem::agentId)
        .containsExactly(agent.id());
    Pages.assertNotFound(() -> agents.get(sibling.id(), Callers.agent(agent.id())));
  }

  @Test
  void another_entity_s_filter_shows_a_founder_nothing() {
    var stranger = Callers.founder(UUID.randomUUID());

    assertThat(agents.list(entity, null, Pages.FIRST, stranger).items()).isEmpty();
    Pages.assertNotFound(() -> agents.get(agent.id(), stranger));
  }

  @Test
  void an_agent_that_is_not_there_is_not_found() {
    Pages.assertNotFound(() -> agents.get(UUID.randomUUID(), ADMIN));
  }

  private List<UUID> ids(String status, Caller caller) {
    return agents.list(entity, status, Pages.FIRST, caller).items().stream()
        .map(AgentItem::agentId)
        .toList();
  }
}
