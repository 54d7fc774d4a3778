package com.geniinow.runtime.query.history;

import static com.geniinow.runtime.query.history.PastScene.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import com.geniinow.runtime.query.view.task.TaskItem;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An agent as it was, from its events alone. */
class PastTest {
  private final PastScene scene = new PastScene();
  private final JdbcClient jdbc = scene.jdbc;
  private final EventStoreRows store = scene.store;
  private final Past past = scene.past;
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void a_moment_shows_what_had_happened_by_then_and_nothing_later() {
    var task = agent.submitted();
    agent.commit(agent.happened().started(task, 1));
    var running = agent.happened().at();
    agent.commit(agent.happened().completed(task, 1));
    store.store(agent, 0);

    var then = past.asOf(agent.id(), running);
    assertThat(then.asOf()).isEqualTo(running);
    assertThat(then.lastEvent().type()).isEqualTo("TaskStarted");
    assertThat(then.agent().queueDepth()).isEqualTo(1);
    assertThat(then.openTasks())
        .extracting(TaskItem::taskId, TaskItem::status)
        .containsExactly(tuple(task, TaskState.RUNNING));
    assertThat(past.asOf(agent.id(), running.plusSeconds(1)).openTasks()).isEmpty();
    assertThat(past.asOf(agent.id(), running.minusNanos(1)).lastEvent().type())
        .isEqualTo("TaskSubmitted");
  }

  @Test
  void the_quota_is_that_of_the_moment_s_month() {
    var happened = agent.happened();
    var task = agent.submitted();
    agent.commit(happened.reserved(task, 20, "0.2", "2026-03"));
    agent.commit(happened.used(task, 1, 15, "0.1", "2026-03"));
    var march = happened.at();
    store.store(agent, 0);

    assertThat(past.asOf(agent.id(), march).quota().monthlyTokensUsed()).isEqualTo(15);
    assertThat(past.asOf(agent.id(), march).quota().monthlyCostReservedUsd()).hasToString("0.1");
    var now = past.asOf(agent.id(), null);
    assertThat(now.quota().period()).isEqualTo("2026-05");
    assertThat(now.quota().monthlyTokensUsed()).isZero();
  }

  @Test
  void a_moment_that_is_yet_to_come_counts_as_now() {
    store.store(agent, 0);

    assertThat(past.asOf(agent.id(), NOW.plusSeconds(1))).isEqualTo(past.asOf(agent.id(), null));
    assertThat(past.asOf(agent.id(), null).asOf()).isEqualTo(NOW);
  }

  @Test
  void before_its_first_event_and_without_events_there_is_no_agent() {
    store.store(agent, 0);
    var born = agent.events().getFirst().payload().at();

    Pages.assertNotFound(() -> past.asOf(agent.id(), born.minusNanos(1_000)));
    Pages.assertNotFound(() -> past.asOf(UUID.randomUUID(), null));
    Pages.assertNotFound(() -> past.events(UUID.randomUUID(), Pages.FIRST));
  }

  @Test
  void events_are_listed_as_they_are_stored_whatever_the_size_of_the_pages() {
    agent.submitted();
    agent.submitted();
    store.store(agent, 0);

    var listed = past.events(agent.id(), Pages.FIRST).items();
    assertThat(listed)
        .extracting(EventView::type)
        .containsExactly("AgentProvisioned", "QuotaOpened", "TaskSubmitted", "TaskSubmitted");
    assertThat(listed).extracting(EventView::sequence).containsExactly(0L, 0L, 1L, 2L);
    Pages.assertIs(listed, page -> past.events(agent.id(), page));
    Pages.assertInvalid("cursor", () -> past.events(agent.id(), new PageQuery(1, "x")));
  }
}
