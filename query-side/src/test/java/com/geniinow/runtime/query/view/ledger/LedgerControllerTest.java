package com.geniinow.runtime.query.view.ledger;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import com.geniinow.runtime.verifier.LedgerVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletResponse;

/** An agent's ledger, page by page and as a whole. */
class LedgerControllerTest {
  @TempDir Path folder;

  private final LedgerController ledger = new LedgerController(Database.reads());
  private final LedgerExportController exports = new LedgerExportController(Database.reads());
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void entries_are_listed_in_the_order_of_their_chain_whatever_the_size_of_the_pages() {
    for (var n = 0; n < 4; n++) {
      agent.submitted();
    }

    var listed = list(null, null);
    assertThat(listed).extracting(LedgerView::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    for (var n = 1; n < listed.size(); n++) {
      assertThat(listed.get(n).previousHash()).isEqualTo(listed.get(n - 1).hash());
    }
    Pages.assertIs(listed, page -> ledger.list(agent.id(), LedgerFilter.NONE, page, ADMIN));
  }

  @Test
  void one_type_is_listed_alone_and_the_newest_come_first_where_that_is_asked_for() {
    var task = agent.submitted();
    agent.commit(agent.happened().cancelled(task));
    agent.submitted();

    var submitted = new LedgerFilter(null, null, List.of("task_submitted"), "desc");
    var listed = ledger.list(agent.id(), submitted, Pages.FIRST, ADMIN).items();
    assertThat(listed).extracting(LedgerView::sequence).containsExactly(5L, 3L);
    Pages.assertIs(listed, page -> ledger.list(agent.id(), submitted, page, ADMIN));
    Pages.assertInvalid("order", () -> new LedgerFilter(null, null, null, "down"));
  }

  @Test
  void only_entries_of_the_types_that_are_asked_for_are_listed() {
    agent.commit(agent.happened().cancelled(agent.submitted()));

    assertThat(listed("task_cancelled"))
        .extracting(LedgerView::type)
        .containsExactly("task_cancelled");
    assertThat(listed("task_submitted", "task_cancelled"))
        .extracting(LedgerView::type)
        .containsExactly("task_submitted", "task_cancelled");
    assertThat(listed("task_denied")).isEmpty();
    Pages.assertInvalid("type", () -> listed("no_such"));
    Pages.assertInvalid("type", () -> listed("task_denied", "Task"));
    Pages.assertInvalid("type", () -> listed("' OR true"));
    Pages.assertInvalid("type", () -> listed("t".repeat(51)));
  }

  private List<LedgerView> listed(String... types) {
    var filter = new LedgerFilter(null, null, List.of(types), null);
    return ledger.list(agent.id(), filter, Pages.FIRST, ADMIN).items();
  }

  @Test
  void a_range_begins_with_its_first_moment_and_ends_before_its_last() {
    var task = agent.submitted();
    var from = agent.happened().at();
    agent.commit(agent.happened().cancelled(task));
    var to = agent.happened().at();

    assertThat(list(from, to)).extracting(LedgerView::type).containsExactly("task_submitted");
    assertThat(list(to, null)).extracting(LedgerView::type).containsExactly("task_cancelled");
    assertThat(list(null, from)).hasSize(2);
    assertThat(list(from, from)).isEmpty();
    Pages.assertInvalid("from", () -> list(to, from));
  }

  @Test
  void a_cursor_of_a_list_by_time_is_refused() {
    var cursor = new Cursor.TimeAndId(Instant.EPOCH, agent.id()).encode();

    Pages.assertInvalid(
        "cursor",
        () -> ledger.list(agent.id(), LedgerFilter.NONE, new PageQuery(5, cursor), ADMIN));
  }

  @Test
  void others_see_neither_the_list_nor_the_export() {
    for (var caller :
        List.of(Callers.founder(UUID.randomUUID()), Callers.agent(UUID.randomUUID()))) {
      Pages.assertNotFound(() -> ledger.list(agent.id(), LedgerFilter.NONE, Pages.FIRST, caller));
      var response = new MockHttpServletResponse();
      Pages.assertNotFound(() -> exports.export(agent.id(), caller, response));
      assertThat(response.getContentAsByteArray()).isEmpty();
    }
    Pages.assertNotFound(
        () -> ledger.list(UUID.randomUUID(), LedgerFilter.NONE, Pages.FIRST, ADMIN));
  }

  @Test
  void an_export_of_more_than_one_read_is_whole_and_verifies() throws IOException {
    var task = agent.submitted();
    for (var attempt = 1; attempt <= 260; attempt++) {
      agent.commit(
          agent.happened().deadLettered(task, attempt), agent.happened().redriven(task, attempt));
    }
    var response = new MockHttpServletResponse();
    exports.export(agent.id(), Callers.founder(agent.entity()), response);

    assertThat(response.getContentType()).isEqualTo("application/x-ndjson");
    assertThat(response.getHeader("Content-Disposition"))
        .isEqualTo("attachment; filename=\"ledger-" + agent.id() + ".ndjson\"");
    var file = Files.write(folder.resolve("x.ndjson"), response.getContentAsByteArray());
    assertThat(LedgerVerifier.verify(file, Optional.empty())).hasToString("523 entries, intact");
  }

  @Test
  void an_export_hands_out_a_forged_entry_as_it_stands() throws IOException {
    agent.submitted();
    Database.asForger(
        jdbc ->
            jdbc.update(
                "UPDATE ledger_entries SET details = '{}' WHERE agent_id = ? AND sequence = 2",
                agent.id()));
    var response = new MockHttpServletResponse();
    exports.export(agent.id(), ADMIN, response);

    var file = Files.write(folder.resolve("x.ndjson"), response.getContentAsByteArray());
    assertThat(LedgerVerifier.verify(file, Optional.empty()).broken()).isEqualTo(2);
  }

  private List<LedgerView> list(Instant from, Instant to) {
    return ledger
        .list(agent.id(), new LedgerFilter(from, to, null, null), Pages.FIRST, ADMIN)
        .items();
  }
}
