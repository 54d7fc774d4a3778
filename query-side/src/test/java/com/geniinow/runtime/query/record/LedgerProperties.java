package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.query.record.Chain.Row;
import com.geniinow.runtime.testing.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever happens to an agent, its ledger is a chain; whatever is done to the chain shows. */
class LedgerProperties {
  /** Changes to a row that someone might make behind the runtime's back. */
  private static final List<UnaryOperator<Row>> FORGERIES =
      List.of(
          r -> row(r, r.sequence() + 1, r.type(), r.eventId(), r.hash()),
          r -> row(r, r.sequence(), "agent_resumed", r.eventId(), r.hash()),
          r -> row(r, r.sequence(), r.type(), new UUID(9, 9), r.hash()),
          r -> row(r, r.sequence(), r.type(), r.eventId(), "0".repeat(64)),
          r -> details(r, "{\"by\":\"nobody\"}"),
          r -> previous(r, "f".repeat(64)),
          LedgerProperties::microLater,
          r -> agent(r, new UUID(4, 4)));

  @Test
  void what_is_projected_is_a_chain() {
    Property.holds(
        200,
        random -> {
          var events = events(random, 1);
          var chain = project(events, 1);

          assertThat(chain.firstBroken()).isEmpty();
          assertThat(chain.rows())
              .hasSameSizeAs(events.stream().filter(e -> LedgerStatement.of(e) != null).toList());
        });
  }

  @Test
  void commits_of_any_size_lead_to_the_same_chain() {
    Property.holds(
        50,
        random -> {
          var events = events(random, 1);

          assertThat(project(events, 7)).isEqualTo(project(events, 1));
          assertThat(project(events, events.size())).isEqualTo(project(events, 1));
        });
  }

  @Test
  void a_changed_entry_is_the_first_broken_one() {
    Property.holds(
        500,
        random -> {
          var rows = rows(random, 1);
          var at = random.nextInt(rows.size());
          var before = rows.get(at);
          rows.set(at, changed(random, before));

          assertThat(rows.get(at)).isNotEqualTo(before);
          assertThat(new Chain(rows).firstBroken()).hasValue(at);
        });
  }

  @Test
  void a_new_hash_for_a_changed_entry_only_moves_the_break_to_the_next() {
    Property.holds(
        200,
        random -> {
          var rows = rows(random, 2);
          var at = random.nextInt(rows.size() - 1);
          rows.set(at, details(rows.get(at), "{\"by\":\"nobody at all\"}").rehashed());

          assertThat(new Chain(rows).firstBroken()).hasValue(at + 1);
        });
  }

  @Test
  void a_missing_a_doubled_and_a_moved_entry_show_where_they_are() {
    Property.holds(
        200,
        random -> {
          var rows = rows(random, 3);
          var at = random.nextInt(rows.size() - 1);

          var missing = new ArrayList<>(rows);
          missing.remove(at);
          var doubled = new ArrayList<>(rows);
          doubled.add(at, rows.get(at));
          var moved = new ArrayList<>(rows);
          moved.add(at, moved.remove(at + 1));

          assertThat(new Chain(missing).firstBroken()).hasValue(at);
          assertThat(new Chain(doubled).firstBroken()).hasValue(at + 1);
          assertThat(new Chain(moved).firstBroken()).hasValue(at);
        });
  }

  private static List<RuntimeEvent> events(Random random, int least) {
    return Property.list(random, least, 20, LedgerEvents::any);
  }

  /** What so many events leave that all leave an entry, and perhaps others. */
  private static List<Row> rows(Random random, int least) {
    var events = new ArrayList<>(LedgerEvents.samples(random.nextLong(), least));
    events.addAll(events(random, 0));
    return new ArrayList<>(project(events, 1).rows());
  }

  private static Chain project(List<RuntimeEvent> events, int perCommit) {
    List<Row> rows = new ArrayList<>();
    for (var from = 0; from < events.size(); from += perCommit) {
      var head =
          rows.isEmpty()
              ? List.<LedgerHead>of()
              : List.of(new LedgerHead(rows.getLast().sequence(), rows.getLast().hash()));
      var database = new RecordedWrites(() -> head);
      var projector = new LedgerProjector(new LedgerHeads(JdbcClient.create(database.jdbc())));
      for (int n = from; n < Math.min(from + perCommit, events.size()); n++) {
        var writes = new Writes();
        projector.project(new StoredEvent(new UUID(3, n), "Agent", n, events.get(n), null), writes);
        writes.flush(database.jdbc());
      }
      database.written().forEach(written -> rows.add(Row.of(written.parameters())));
    }
    return new Chain(rows);
  }

  private static Row changed(Random random, Row row) {
    Row forged;
    do {
      forged = FORGERIES.get(random.nextInt(FORGERIES.size())).apply(row);
    } while (forged.equals(row));
    return forged;
  }

  private static Row row(Row r, long sequence, String type, UUID event, String hash) {
    return new Row(
        Ids.ledgerEntry(r.agentId(), sequence),
        sequence,
        type,
        event,
        r.details(),
        r.previousHash(),
        hash,
        r.createdAt(),
        r.agentId());
  }

  private static Row details(Row r, String details) {
    return new Row(
        r.entryId(),
        r.sequence(),
        r.type(),
        r.eventId(),
        details,
        r.previousHash(),
        r.hash(),
        r.createdAt(),
        r.agentId());
  }

  private static Row previous(Row r, String hash) {
    return new Row(
        r.entryId(),
        r.sequence(),
        r.type(),
        r.eventId(),
        r.details(),
        hash,
        r.hash(),
        r.createdAt(),
        r.agentId());
  }

  private static Row microLater(Row r) {
    return new Row(
        r.entryId(),
        r.sequence(),
        r.type(),
        r.eventId(),
        r.details(),
        r.previousHash(),
        r.hash(),
        r.createdAt().plusNanos(1000),
        r.agentId());
  }

  private static Row agent(Row r, UUID agent) {
    return new Row(
        Ids.ledgerEntry(agent, r.sequence()),
        r.sequence(),
        r.type(),
        r.eventId(),
        r.details(),
        r.previousHash(),
        r.hash(),
        r.createdAt(),
        agent);
  }
}
