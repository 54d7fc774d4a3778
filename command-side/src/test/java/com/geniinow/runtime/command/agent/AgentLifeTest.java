package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.newTask;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.submitted;
import static com.geniinow.runtime.command.testing.Story.task;

import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.AgentEvent.AgentImported;
import com.geniinow.runtime.events.agent.AgentEvent.AgentProvisioned;
import com.geniinow.runtime.events.agent.AgentEvent.AgentResumed;
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whether an agent takes work at all. */
class AgentLifeTest {
  private static final AgentSuspended SUSPENDED = new AgentSuspended(AGENT, "audit", "admin", NOON);
  private static final AgentResumed RESUMED = new AgentResumed(AGENT, "done", "admin", NOON);
  private static final AgentTerminated TERMINATED =
      new AgentTerminated(AGENT, "sold", "admin", NOON);

  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @Test
  void provisioning_is_one_event_with_everything_that_was_said() {
    var metadata = new Json("{\"team\":\"ops\"}");

    scene
        .whenCreated(() -> new Agent(AGENT, ENTITY, "Ada", metadata, "root@example", NOON))
        .expectSuccessfulHandlerExecution()
        .expectEvents(new AgentProvisioned(AGENT, ENTITY, "Ada", metadata, "root@example", NOON));
  }

  @Test
  void a_provisioned_agent_takes_tasks() {
    scene
        .given(provisioned())
        .when(agent -> agent.submit(newTask(task(1)), NOON))
        .expectEvents(submitted(task(1)));
  }

  @Test
  void an_imported_agent_takes_tasks() {
    scene
        .given(new AgentImported(AGENT, ENTITY, "Ada", Json.EMPTY, "import", NOON))
        .when(agent -> agent.submit(newTask(task(1)), NOON))
        .expectEvents(submitted(task(1)));
  }

  @Test
  void a_suspended_agent_takes_no_task() {
    scene
        .given(provisioned(), SUSPENDED)
        .when(agent -> agent.submit(newTask(task(1)), NOON))
        .expectException(RefusedException.class)
        .expectExceptionMessage("Agent " + AGENT + " is suspended.")
        .expectNoEvents();
  }

  @Test
  void the_queued_tasks_of_a_suspended_agent_wait() {
    scene
        .given(provisioned(), submitted(task(1)), SUSPENDED)
        .when(agent -> agent.start(task(1), "worker", NOON))
        .expectException(RefusedException.class)
        .expectExceptionMessage("Agent " + AGENT + " is suspended.")
        .expectNoEvents();
  }

  @Test
  void a_resumed_agent_starts_what_waited() {
    scene
        .given(provisioned(), submitted(task(1)), SUSPENDED, RESUMED)
        .asking(agent -> agent.start(task(1), "worker", NOON))
        .expectResultMessagePayload(1);
  }

  @Test
  void a_terminated_agent_takes_no_task() {
    scene
        .given(provisioned(), TERMINATED)
        .when(agent -> agent.submit(newTask(task(1)), NOON))
        .expectException(RefusedException.class)
        .expectExceptionMessage("Agent " + AGENT + " is terminated.")
        .expectNoEvents();
  }

  @Test
  void an_active_agent_is_suspended_once() {
    scene
        .given(provisioned())
        .when(
            agent -> {
              agent.suspend("audit", "admin", NOON);
              agent.suspend("audit", "admin", NOON);
            })
        .expectEvents(SUSPENDED);
  }

  @Test
  void a_suspended_agent_is_resumed_once() {
    scene
        .given(provisioned(), SUSPENDED)
        .when(
            agent -> {
              agent.resume("done", "admin", NOON);
              agent.resume("done", "admin", NOON);
            })
        .expectEvents(RESUMED);
  }

  @Test
  void an_agent_is_terminated_once_also_when_suspended() {
    scene
        .given(provisioned(), SUSPENDED)
        .when(
            agent -> {
              agent.terminate("sold", "admin", NOON);
              agent.terminate("sold", "admin", NOON);
            })
        .expectEvents(TERMINATED);
  }

  @Test
  void termination_is_for_ever() {
    for (var change :
        List.<Consumer<Agent>>of(
            agent -> agent.suspend("audit", "admin", NOON),
            agent -> agent.resume("done", "admin", NOON))) {
      new AggregateScene<>(Agent.class, AGENT)
          .given(provisioned(), TERMINATED)
          .when(change)
          .expectException(RefusedException.class)
          .expectExceptionMessage("Agent " + AGENT + " is terminated.")
          .expectNoEvents();
    }
  }
}
