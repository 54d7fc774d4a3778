package com.geniinow.runtime.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.query.ledger.Chain.Row;
import com.geniinow.runtime.query.projection.RecordedWrites;
import com.geniinow.runtime.query.projection.StoredEvent;
import com.geniinow.runtime.query.projection.Writes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to an agent, its ledger is a chain; whatever is done to the chain shows. */
class LedgerProperties {
  /** A change to a row that someone might make behind the runtime's back. */
  record Forgery(String what, UnaryOperator<Row> change) {
    @Override
    public String toString() {
      return what;
    }
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void what_is_projected_is_a_chain(@ForAll("events") List<RuntimeEvent> events) {
    var chain = project(events, 1);

    assertThat(chain.firstBroken()).isEmpty();
    assertThat(chain.rows())
        .hasSameSizeAs(events.stream().filter(e -> LedgerStatement.of(e) != null).toList());
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void commits_of_any_size_lead_to_the_same_chain(@ForAll("events") List<RuntimeEvent> events) {
    assertThat(project(events, 7)).isEqualTo(project(events, 1));
    assertThat(project(events, events.size())).isEqualTo(project(events, 1));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void a_changed_entry_is_the_first_broken_one(
      @ForAll("events") List<RuntimeEvent> events,
      @ForAll("forgeries") Forgery forgery,
      @ForAll int any) {
    var rows = new ArrayList<>(project(events, 1).rows());
    Assume.that(!rows.isEmpty());
    int at = Math.floorMod(any, rows.size());
    var forged = forgery.change().apply(rows.get(at));
    Assume.that(!forged.equals(rows.get(at)));
    rows.set(at, forged);

    assertThat(new Chain(rows).firstBroken()).hasValue(at);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void a_new_hash_for_a_changed_entry_only_moves_the_break_to_the_next(
      @ForAll("events") List<RuntimeEvent> events, @ForAll int any) {
    var rows = new ArrayList<>(project(events, 1).rows());
    Assume.that(rows.size() > 1);
    int at = Math.floorMod(any, rows.size() - 1);
    var row = rows.get(at);
    rows.set(at, details(row, "{}").rehashed());
    Assume.that(!rows.get(at).equals(row));

    assertThat(new Chain(rows).firstBroken()).hasValue(at + 1);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void a_missing_a_doubled_and_a_moved_entry_show_where_they_are(
      @ForAll("events") List<RuntimeEvent> events, @ForAll int any) {
    var rows = project(events, 1).rows();
    Assume.that(rows.size() > 2);
    int at = Math.floorMod(any, rows.size() - 1);

    var missing = new ArrayList<>(rows);
    missing.remove(at);
    var doubled = new ArrayList<>(rows);
    doubled.add(at, rows.get(at));
    var moved = new ArrayList<>(rows);
    moved.add(at, moved.remove(at + 1));

    assertThat(new Chain(missing).firstBroken()).hasValue(at);
    assertThat(new Chain(doubled).firstBroken()).hasValue(at + 1);
    assertThat(new Chain(moved).firstBroken()).hasValue(at);
  }

  private static Chain project(List<RuntimeEvent> events, int perCommit) {
    List<Row> rows = new ArrayList<>();
    for (int from = 0; from < events.size(); from += perCommit) {
      var head =
          rows.isEmpty()
              ? List.<LedgerHead>of()
              : List.of(new LedgerHead(rows.getLast().sequence(), rows.getLast().hash()));
      var database = new RecordedWrites(() -> head);
      var projector = new LedgerProjector(new LedgerHeads(database.jdbc()));
      for (int n = from; n < Math.min(from + perCommit, events.size()); n++) {
        var writes = new Writes();
        projector.project(new StoredEvent(new UUID(3, n), "Agent", n, events.get(n), null), writes);
        writes.flush(database.jdbc());
      }
      database.written().forEach(written -> rows.add(Row.of(written.parameters())));
    }
    return new Chain(rows);
  }

  @Provide
  Arbitrary<List<RuntimeEvent>> events() {
    return LedgerEvents.any().list().ofMinSize(1).ofMaxSize(20);
  }

  @Provide
  Arbitrary<Forgery> forgeries() {
    return Arbitraries.of(
        new Forgery("number", r -> row(r, r.sequence() + 1, r.type(), r.eventId(), r.hash())),
        new Forgery("type", r -> row(r, r.sequence(), "agent_resumed", r.eventId(), r.hash())),
        new Forgery("event", r -> row(r, r.sequence(), r.type(), new UUID(9, 9), r.hash())),
        new Forgery("hash", r -> row(r, r.sequence(), r.type(), r.eventId(), "0".repeat(64))),
        new Forgery("details", r -> details(r, "{\"by\":\"nobody\"}")),
        new Forgery("previous", r -> previous(r, "f".repeat(64))),
        new Forgery("time", LedgerProperties::microLater),
        new Forgery("agent", r -> agent(r, new UUID(4, 4))));
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
