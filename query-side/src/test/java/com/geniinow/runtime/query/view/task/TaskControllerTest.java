package com.geniinow.runtime.query.view.task;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tasks as the routes show them. */
class TaskControllerTest {
  private final TaskController tasks = new TaskController(Database.reads());
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void a_list_is_whole_and_oldest_first_whatever_the_size_of_its_pages() {
    var submitted = new ArrayList<UUID>();
    for (var n = 0; n < 5; n++) {
      submitted.add(agent.submitted());
    }

    assertThat(ids(null, ADMIN)).isEqualTo(submitted);
    Pages.assertIs(
        tasks.list(agent.id(), null, Pages.FIRST, ADMIN).items(),
        page -> tasks.list(agent.id(), null, page, ADMIN));
  }

  @Test
  void tasks_of_one_moment_are_in_the_order_of_their_ids_and_none_is_lost_between_pages() {
    var now = agent.happened().at();
    for (var n = 0; n < 7; n++) {
      agent.happened().jump(now);
      agent.submitted();
    }

    var listed = tasks.list(agent.id(), null, Pages.FIRST, ADMIN).items();
    assertThat(listed).hasSize(7);
    assertThat(listed).extracting(t -> t.taskId().toString()).isSorted();
    Pages.assertIs(listed, page -> tasks.list(agent.id(), null, page, ADMIN));
  }

  @Test
  void a_list_goes_on_behind_a_task_that_changed_meanwhile() {
    var first = agent.submitted();
    var second = agent.submitted();
    var page = tasks.list(agent.id(), null, new PageQuery(1, null), ADMIN);
    agent.commit(agent.happened().cancelled(first));

    var next = tasks.list(agent.id(), null, new PageQuery(1, page.nextCursor()), ADMIN);
    assertThat(next.items()).extracting(TaskView::taskId).containsExactly(second);
    assertThat(next.nextCursor()).isNull();
  }

  @Test
  void a_status_filters_the_list_and_an_unknown_one_is_refused() {
    var queued = agent.submitted();
    var done = agent.submitted();
    var dead = agent.submitted();
    agent.commit(agent.happened().started(done, 1), agent.happened().completed(done, 1));
    agent.commit(agent.happened().deadLettered(dead, 1));

    assertThat(ids("queued", ADMIN)).containsExactly(queued);
    assertThat(ids("completed", ADMIN)).containsExactly(done);
    assertThat(ids("dead_lettered", ADMIN)).containsExactly(dead);
    assertThat(ids("running", ADMIN)).isEmpty();
    Pages.assertInvalid("status", () -> ids("QUEUED", ADMIN));
    Pages.assertInvalid("status", () -> ids("", ADMIN));
  }

  @Test
  void an_agent_without_tasks_has_an_empty_list_and_no_agent_has_none() {
    assertThat(ids(null, ADMIN)).isEmpty();
    Pages.assertNotFound(() -> tasks.list(UUID.randomUUID(), null, Pages.FIRST, ADMIN));
  }

  @Test
  void a_cursor_of_another_kind_of_list_is_refused() {
    var cursor = new Cursor.Position(1).encode();

    Pages.assertInvalid(
        "cursor", () -> tasks.list(agent.id(), null, new PageQuery(5, cursor), ADMIN));
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
      Pages.assertNotFound(() -> ids(null, caller));
    }
  }

  @Test
  void the_agent_its_founder_and_administrators_see_the_same() {
    var task = agent.submitted();
    var seen = tasks.get(task, ADMIN);

    assertThat(seen.status()).isEqualTo(TaskState.QUEUED);
    assertThat(tasks.get(task, Callers.founder(agent.entity()))).isEqualTo(seen);
    assertThat(tasks.get(task, Callers.agent(agent.id()))).isEqualTo(seen);
    assertThat(ids(null, Callers.agent(agent.id()))).containsExactly(task);
  }

  private List<UUID> ids(String status, Caller caller) {
    return tasks.list(agent.id(), status, Pages.FIRST, caller).items().stream()
        .map(TaskView::taskId)
        .toList();
  }
}
