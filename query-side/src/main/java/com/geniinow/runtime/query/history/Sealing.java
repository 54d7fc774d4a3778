package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.LedgerEntry;
import java.time.Instant;
import java.util.UUID;

/**
 * What the runtime says of an event that was stored clear and is sealed since: a row of the table
 * sealings. It is signed, so that an erased event can be proven by it when no key is left.
 *
 * @param content SHA-256 of the event's payload as it was stored, which is that of what it opens to
 * @param commitments SHA-256 of its RFC 8785 form in which each sealed member is its commitment
 * @param sealedAt to the microsecond
 */
record Sealing(UUID eventId, UUID agentId, String content, String commitments, Instant sealedAt) {
  /** What is signed: RFC 8785. */
  String text() {
    return "{\"agent_id\":\"%s\",\"commitments\":\"%s\",\"content\":\"%s\",\"event_id\":\"%s\","
            .formatted(agentId, commitments, content, eventId)
        + "\"sealed_at\":\"%s\"}".formatted(LedgerEntry.MICROS.format(sealedAt));
  }
}
