package com.geniinow.runtime.query.view.file;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Files as their route lists them. */
class FileControllerTest {
  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  private final FileController files = new FileController(Database.reads());
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void a_file_is_shown_without_where_it_lies() {
    var task = UUID.randomUUID();
    var file = store(task, NOON);

    assertThat(list(null, null, null))
        .containsExactly(
            new FileView(
                file, agent.id(), "ä b.txt", "text/plain", 9, "ab".repeat(32), task, NOON));
  }

  @Test
  void a_file_of_an_agent_that_is_being_erased_is_shown_without_its_name() {
    var file = store(null, NOON);
    Database.superuser().update("UPDATE agent_files SET name = NULL WHERE file_id = ?", file);

    assertThat(list(null, null, null))
        .containsExactly(
            new FileView(file, agent.id(), null, "text/plain", 9, "ab".repeat(32), null, NOON));
  }

  @Test
  void a_list_is_whole_and_oldest_first_whatever_the_size_of_its_pages() {
    for (var n = 6; n > 0; n--) {
      store(null, NOON.minusSeconds(n / 2));
    }

    var listed = list(null, null, null);
    assertThat(listed).hasSize(6).extracting(FileView::createdAt).isSorted();
    Pages.assertIs(listed, page -> files.list(agent.id(), null, null, null, page, ADMIN));
  }

  @Test
  void files_are_filtered_by_their_task_and_by_their_time() {
    var task = UUID.randomUUID();
    var first = store(task, NOON);
    var second = store(task, NOON.plusSeconds(1));
    var none = store(null, NOON.plusSeconds(2));

    assertThat(list(task, null, null)).extracting(FileView::fileId).containsExactly(first, second);
    assertThat(list(task, NOON.plusSeconds(1), null))
        .extracting(FileView::fileId)
        .containsExactly(second);
    assertThat(list(null, NOON.plusSeconds(1), NOON.plusSeconds(3)))
        .extracting(FileView::fileId)
        .containsExactly(second, none);
    assertThat(list(null, null, NOON)).isEmpty();
    assertThat(list(UUID.randomUUID(), null, null)).isEmpty();
    Pages.assertInvalid("from", () -> list(null, NOON, NOON.minusNanos(1)));
  }

  @Test
  void a_page_goes_on_behind_a_file_that_was_deleted_meanwhile() {
    var first = store(null, NOON);
    var second = store(null, NOON.plusSeconds(1));
    var page = files.list(agent.id(), null, null, null, new PageQuery(1, null), ADMIN);
    agent.commit(agent.happened().deleted(first));

    var next = files.list(agent.id(), null, null, null, new PageQuery(1, page.nextCursor()), ADMIN);
    assertThat(next.items()).extracting(FileView::fileId).containsExactly(second);
  }

  @Test
  void no_files_are_an_empty_list_and_no_agent_is_none() {
    assertThat(list(null, null, null)).isEmpty();
    Pages.assertNotFound(() -> files.list(UUID.randomUUID(), null, null, null, Pages.FIRST, ADMIN));
  }

  @Test
  void another_agent_s_files_are_not_there() {
    store(null, NOON);
    var sibling = RecordedAgent.provisioned(agent.entity());

    for (var caller : List.of(Callers.agent(sibling.id()), Callers.founder(sibling.id()))) {
      Pages.assertNotFound(() -> files.list(agent.id(), null, null, null, Pages.FIRST, caller));
    }
    assertThat(
            files
                .list(sibling.id(), null, null, null, Pages.FIRST, Callers.agent(sibling.id()))
                .items())
        .isEmpty();
  }

  private UUID store(UUID task, Instant at) {
    var file = UUID.randomUUID();
    agent.commit(
        new FileStored(agent.id(), file, "ä b.txt", "text/plain", 9, "ab".repeat(32), task, at));
    return file;
  }

  private List<FileView> list(UUID task, Instant from, Instant to) {
    return files.list(agent.id(), task, from, to, Pages.FIRST, ADMIN).items();
  }
}
