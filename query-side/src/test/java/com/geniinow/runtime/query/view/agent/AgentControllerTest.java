package com.geniinow.runtime.query.view.agent;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Agents as the routes show them. */
class AgentControllerTest {
  private final AgentController agents = new AgentController(Database.reads());
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
        .extracting(AgentView::agentId)
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
        .map(AgentView::agentId)
        .toList();
  }
}
