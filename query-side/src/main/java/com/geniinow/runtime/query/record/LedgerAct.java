package com.geniinow.runtime.query.record;

import java.util.Optional;

/**
 * What an event's ledger entry says, for whoever shows it in another form.
 *
 * @param type of the entry
 * @param details the canonical JSON object, to the letter
 */
public record LedgerAct(String type, String details) {
  /** What the entry of an event says; empty where it has none. */
  public static Optional<LedgerAct> of(StoredEvent event) {
    return Optional.ofNullable(LedgerStatement.of(event))
        .map(
            said ->
                new LedgerAct(said.type(), said.canonicalDetails(event.content(), event.keyId())));
  }
}
