package com.geniinow.runtime.query.record;

import java.time.temporal.ChronoUnit;

/** The table ledger_entries: appends an entry for each event that matters to compliance. */
public final class LedgerProjector implements Projector {
  private final LedgerHeads heads;

  public LedgerProjector(LedgerHeads heads) {
    this.heads = heads;
  }

  @Override
  public void project(StoredEvent event, Writes writes) {
    var statement = LedgerStatement.of(event);
    if (statement == null) {
      return;
    }
    var agentId = event.payload().agentId();
    var head = heads.of(agentId);
    var before = EntryOfBefore.counting(event);
    var entry =
        new LedgerEntry(
            agentId,
            head.sequence() + 1,
            statement.type(),
            event.eventId(),
            before == null
                ? statement.canonicalDetails(event.content(), event.keyId())
                : before.redacted(),
            head.hash(),
            event.payload().at().truncatedTo(ChronoUnit.MICROS));
    var hash = before == null ? entry.hash() : before.hash();
    heads.advance(agentId, new LedgerHead(entry.sequence(), hash));
    writes
        .insert("ledger_entries", event.payload())
        .set("entry_id", entry.entryId())
        .set("sequence", entry.sequence())
        .set("type", entry.type())
        .set("event_id", entry.eventId())
        .set("details", entry.details())
        .set("previous_hash", entry.previousHash())
        .set("hash", hash)
        .set("created_at", entry.createdAt());
  }
}
