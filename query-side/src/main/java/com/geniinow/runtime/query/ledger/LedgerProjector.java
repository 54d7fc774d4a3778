package com.geniinow.runtime.query.ledger;

import com.geniinow.runtime.query.projection.Projector;
import com.geniinow.runtime.query.projection.StoredEvent;
import com.geniinow.runtime.query.projection.Writes;
import java.time.temporal.ChronoUnit;

/** The table ledger_entries: appends an entry for each event that matters to compliance. */
public final class LedgerProjector implements Projector {
  private final LedgerHeads heads;

  public LedgerProjector(LedgerHeads heads) {
    this.heads = heads;
  }

  @Override
  public void project(StoredEvent event, Writes writes) {
    var statement = LedgerStatement.of(event.payload());
    if (statement == null) {
      return;
    }
    var agentId = event.payload().agentId();
    var head = heads.of(agentId);
    var entry =
        new LedgerEntry(
            agentId,
            head.sequence() + 1,
            statement.type(),
            event.eventId(),
            statement.canonicalDetails(),
            head.hash(),
            event.payload().at().truncatedTo(ChronoUnit.MICROS));
    var hash = entry.hash();
    heads.advance(agentId, new LedgerHead(entry.sequence(), hash));
    writes.one(
        """
        INSERT INTO ledger_entries
          (entry_id, agent_id, entity_id, sequence, type, event_id, details, previous_hash, hash,
           created_at)
        SELECT ?, agent_id, entity_id, ?, ?, ?, ?, ?, ?, ? FROM agents WHERE agent_id = ?""",
        entry.entryId(),
        entry.sequence(),
        entry.type(),
        entry.eventId(),
        entry.details(),
        entry.previousHash(),
        hash,
        entry.createdAt(),
        agentId);
  }
}
