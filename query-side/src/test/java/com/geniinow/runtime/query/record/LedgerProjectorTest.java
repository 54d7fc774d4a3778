package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** An agent's chain as its table has it. */
class LedgerProjectorTest {
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void the_chain_goes_on_over_commits_of_any_size() {
    var happened = agent.happened();
    var task = agent.submitted();
    agent.commit(happened.started(task, 1));
    agent.commit(happened.deadLettered(task, 1), happened.redriven(task, 2));
    agent.commit(happened.cancelled(task));

    assertThat(chain().firstBroken()).isEmpty();
    assertThat(chain().rows())
        .extracting(Chain.Row::type)
        .containsExactly(
            "agent_provisioned",
            "quota_opened",
            "task_submitted",
            "task_dead_lettered",
            "task_redriven",
            "task_cancelled");
  }

  @Test
  void each_agent_has_a_chain_of_its_own() {
    var other = RecordedAgent.provisioned();
    agent.submitted();
    other.submitted();

    assertThat(entries(agent.id()))
        .extracting(row -> row.get("sequence"))
        .containsExactly("1", "2", "3");
    assertThat(entries(other.id()))
        .extracting(row -> row.get("sequence"))
        .containsExactly("1", "2", "3");
    assertThat(entries(other.id()).getFirst())
        .containsEntry("previous_hash", LedgerHead.GENESIS)
        .containsEntry("entity_id", other.entity().toString())
        .containsEntry("entry_id", Ids.ledgerEntry(other.id(), 1).toString())
        .containsEntry("event_id", other.events().getFirst().eventId().toString());
  }

  @Test
  void an_entry_tells_the_hash_of_its_event_s_content_where_the_event_says_so() {
    var event = new AgentSuspended(agent.id(), "why", "admin", agent.happened().at());
    var stored = new StoredEvent(UUID.randomUUID(), "Agent", 1, event, "c0ffee");
    agent.asItsCommand(jdbc -> new Projections(jdbc, id -> null).project(List.of(stored)));

    assertThat(entries(agent.id()).getLast())
        .containsEntry("details", "{\"by\":\"admin\",\"content\":\"c0ffee\",\"reason\":\"why\"}");
    assertThat(chain().firstBroken()).isEmpty();
  }

  @Test
  void of_an_event_whose_text_is_gone_the_entry_is_what_the_event_says_of_it() {
    var kept = new EntryOfBefore("ab".repeat(32), "cd".repeat(32));
    suspended(null, kept);
    var redacted = entries(agent.id()).getLast();
    suspended("why", null);

    assertThat(redacted)
        .containsEntry("details", "{\"redacted\":\"" + "cd".repeat(32) + "\"}")
        .containsEntry("hash", "ab".repeat(32));
    assertThat(entries(agent.id()).getLast()).containsEntry("previous_hash", "ab".repeat(32));
  }

  @Test
  void while_its_text_can_be_read_the_entry_is_what_it_ever_was() {
    suspended("why", new EntryOfBefore("ab".repeat(32), "cd".repeat(32)));

    assertThat(entries(agent.id()).getLast())
        .containsEntry("details", "{\"by\":\"admin\",\"content\":\"c0ffee\",\"reason\":\"why\"}");
    assertThat(chain().firstBroken()).isEmpty();
  }

  /** One that was sealed since. */
  private void suspended(@Nullable String reason, @Nullable EntryOfBefore kept) {
    var event = new AgentSuspended(agent.id(), reason, "admin", agent.happened().at());
    var stored =
        new StoredEvent(UUID.randomUUID(), "Agent", 1, event, "c0ffee", null, Map.of(), kept);
    agent.asItsCommand(jdbc -> new Projections(jdbc, id -> null).project(List.of(stored)));
  }

  @Test
  void an_entry_s_time_is_the_event_s_to_the_microsecond() {
    var at = Instant.parse("2026-03-11T00:00:00.123456789Z");
    agent.commit(new AgentSuspended(agent.id(), "why", "admin", at));

    assertThat(entries(agent.id()).getLast())
        .containsEntry("created_at", "2026-03-11T00:00:00.123456Z");
    assertThat(chain().firstBroken()).isEmpty();
  }

  @Test
  void no_entry_can_be_changed_or_removed() {
    var superuser = Database.superuser();

    assertThatThrownBy(
            () -> superuser.update("DELETE FROM ledger_entries WHERE agent_id = ?", agent.id()))
        .isInstanceOf(DataAccessException.class)
        .rootCause()
        .hasMessageContaining("append-only");
    assertThatThrownBy(
            () ->
                superuser.update(
                    "UPDATE ledger_entries SET details = '{}' WHERE agent_id = ?", agent.id()))
        .rootCause()
        .hasMessageContaining("append-only");
  }

  private static List<Map<String, String>> entries(UUID agent) {
    return Database.rows("ledger_entries", "agent_id", agent).stream()
        .sorted(java.util.Comparator.comparing(row -> Long.valueOf(row.get("sequence"))))
        .toList();
  }

  private Chain chain() {
    return new Chain(
        Database.superuser()
            .query(
                "SELECT * FROM ledger_entries WHERE agent_id = ? ORDER BY sequence",
                (row, n) ->
                    new Chain.Row(
                        row.getObject("entry_id", UUID.class),
                        row.getLong("sequence"),
                        row.getString("type"),
                        row.getObject("event_id", UUID.class),
                        row.getString("details"),
                        row.getString("previous_hash"),
                        row.getString("hash"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getObject("agent_id", UUID.class)),
                agent.id()));
  }
}
