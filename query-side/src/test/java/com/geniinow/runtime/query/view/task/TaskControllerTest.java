package com.geniinow.runtime.query.view.task;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tasks as the routes show them. */
class TaskControllerTest {
  private final TaskController tasks = TaskScene.controller();
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void a_list_is_whole_and_newest_first_whatever_the_size_of_its_pages() {
    var submitted = new ArrayList<UUID>();
    for (var n = 0; n < 5; n++) {
      submitted.add(agent.submitted());
    }

    assertThat(ids(status(null), ADMIN)).isEqualTo(submitted.reversed());
    assertThat(ids(ascending(), ADMIN)).isEqualTo(submitted);
    for (var filter : List.of(TaskFilter.NONE, ascending())) {
      Pages.assertIs(list(filter, Pages.FIRST).items(), page -> list(filter, page));
    }
  }

  @Test
  void tasks_of_one_moment_are_in_the_order_of_their_ids_and_none_is_lost_between_pages() {
    var now = agent.happened().at();
    for (var n = 0; n < 7; n++) {
      agent.happened().jump(now);
      agent.submitted();
    }

    var listed = list(ascending(), Pages.FIRST).items();
    assertThat(listed).hasSize(7);
    assertThat(listed).extracting(t -> t.taskId().toString()).isSorted();
    assertThat(list(TaskFilter.NONE, Pages.FIRST).items()).isEqualTo(listed.reversed());
    Pages.assertIs(listed, page -> list(ascending(), page));
    Pages.assertIs(listed.reversed(), page -> list(TaskFilter.NONE, page));
  }

  @Test
  void a_list_goes_on_behind_a_task_that_changed_meanwhile() {
    var first = agent.submitted();
    var second = agent.submitted();
    var page = list(ascending(), new PageQuery(1, null));
    agent.commit(agent.happened().cancelled(first));

    var next = list(ascending(), new PageQuery(1, page.nextCursor()));
    assertThat(next.items()).extracting(TaskItem::taskId).containsExactly(second);
    assertThat(next.nextCursor()).isNull();
  }

  @Test
  void a_status_filters_the_list_and_an_unknown_one_is_refused() {
    var queued = agent.submitted();
    var done = agent.submitted();
    var dead = agent.submitted();
    agent.commit(agent.happened().started(done, 1), agent.happened().completed(done, 1));
    agent.commit(agent.happened().deadLettered(dead, 1));

    assertThat(ids(status("queued"), ADMIN)).containsExactly(queued);
    assertThat(ids(status("completed"), ADMIN)).containsExactly(done);
    assertThat(ids(status("dead_lettered"), ADMIN)).containsExactly(dead);
    assertThat(ids(status("running"), ADMIN)).isEmpty();
    Pages.assertInvalid("status", () -> ids(status("QUEUED"), ADMIN));
    Pages.assertInvalid("status", () -> ids(status(""), ADMIN));
  }

  @Test
  void an_agent_without_tasks_has_an_empty_list_and_no_agent_has_none() {
    assertThat(ids(TaskFilter.NONE, ADMIN)).isEmpty();
    Pages.assertNotFound(() -> tasks.list(UUID.randomUUID(), TaskFilter.NONE, Pages.FIRST, ADMIN));
  }

  @Test
  void a_cursor_of_another_kind_of_list_is_refused() {
    var cursor = new Cursor.Position(1).encode();

    Pages.assertInvalid("cursor", () -> list(TaskFilter.NONE, new PageQuery(5, cursor)));
  }

  @Test
  void others_see_neither_the_task_nor_the_list_nor_that_there_is_one() {
    var task = agent.submitted();
    var sibling = RecordedAgent.provisioned(agent.entity());

    for (var caller :
        List.of(
            Callers.founder(UUID.randomUUID()),
            Callers.agent(UUID.randomUUID()),
            Callers.agent(sibling.id()))) {
      Pages.assertNotFound(() -> tasks.get(task, caller));
      Pages.assertNotFound(() -> ids(TaskFilter.NONE, caller));
    }
  }

  @Test
  void the_agent_its_founder_and_administrators_see_the_same() {
    var task = agent.submitted();
    var seen = tasks.get(task, ADMIN);

    assertThat(seen.status()).isEqualTo(TaskState.QUEUED);
    assertThat(tasks.get(task, Callers.founder(agent.entity()))).isEqualTo(seen);
    assertThat(tasks.get(task, Callers.agent(agent.id()))).isEqualTo(seen);
    assertThat(ids(TaskFilter.NONE, Callers.agent(agent.id()))).containsExactly(task);
  }

  @Test
  void an_order_or_a_range_that_is_none_is_refused() {
    var noon = agent.happened().at();
    Pages.assertInvalid(
        "order", () -> new TaskFilter(null, null, null, Map.of(), null, null, null, "DESC"));
    Pages.assertInvalid(
        "created_from",
        () -> new TaskFilter(null, null, null, Map.of(), noon, noon.minusNanos(1), null, null));
    Pages.assertInvalid(
        "model",
        () -> new TaskFilter(null, null, "m".repeat(101), Map.of(), null, null, null, null));
    Pages.assertInvalid(
        "failure_reason",
        () -> new TaskFilter(null, null, null, Map.of(), null, null, "quota", null));
  }

  @Test
  void a_founder_s_list_is_of_its_entity_and_an_administrator_s_of_all() {
    var sibling = RecordedAgent.provisioned(agent.entity());
    var stranger = RecordedAgent.provisioned();
    var own = agent.submitted();
    var other = sibling.submitted();
    var strange = stranger.submitted();

    var founder = Callers.founder(agent.entity());
    assertThat(tasks.listAll(TaskFilter.NONE, Pages.FIRST, founder).items())
        .extracting(TaskItem::taskId)
        .containsExactlyInAnyOrder(own, other);
    assertThat(tasks.countAll(founder).queued()).isEqualTo(2);
    var team = new TaskFilter(null, null, null, Map.of("team", "sales"), null, null, null, null);
    assertThat(tasks.listAll(team, Pages.FIRST, founder).items()).hasSize(2);
    assertThat(Pages.all(200, page -> tasks.listAll(team, page, ADMIN)))
        .extracting(TaskItem::taskId)
        .contains(own, other, strange);
    assertThat(tasks.countAll(ADMIN).queued()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void counts_are_by_status_with_0_for_those_that_there_are_none_of() {
    assertThat(tasks.counts(agent.id(), ADMIN))
        .isEqualTo(new TaskCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    agent.submitted();
    agent.submitted();
    agent.commit(agent.happened().deadLettered(agent.submitted(), 1));

    for (var caller : List.of(ADMIN, Callers.founder(agent.entity()), Callers.agent(agent.id()))) {
      assertThat(tasks.counts(agent.id(), caller))
          .isEqualTo(new TaskCounts(0, 0, 2, 0, 0, 0, 1, 0, 0, 0));
    }
    Pages.assertNotFound(() -> tasks.counts(UUID.randomUUID(), ADMIN));
    Pages.assertNotFound(() -> tasks.counts(agent.id(), Callers.founder(UUID.randomUUID())));
  }

  private static TaskFilter status(@Nullable String status) {
    return new TaskFilter(status, null, null, Map.of(), null, null, null, null);
  }

  private static TaskFilter ascending() {
    return new TaskFilter(null, null, null, Map.of(), null, null, null, "asc");
  }

  private Page<TaskItem> list(TaskFilter filter, PageQuery page) {
    return tasks.list(agent.id(), filter, page, ADMIN);
  }

  private List<UUID> ids(TaskFilter filter, Caller caller) {
    return tasks.list(agent.id(), filter, Pages.FIRST, caller).items().stream()
        .map(TaskItem::taskId)
        .toList();
  }
}
