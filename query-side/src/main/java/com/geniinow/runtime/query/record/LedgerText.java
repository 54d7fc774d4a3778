package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.SealedNames;

/** Text of people and agents in ledger entries of before, which name it and no commitment. */
public final class LedgerText {
  private LedgerText() {}

  /** Whether the entry of an event that was stored clear names text that is sealed in the event. */
  public static boolean isIn(StoredEvent event) {
    var said = LedgerStatement.of(event.payload());
    var marked = SealedNames.of(event.payload().getClass()).marked();
    return said != null
        && LedgerStatement.TEXTS.entrySet().stream()
            .filter(text -> marked.contains(text.getValue()))
            .anyMatch(text -> said.details().get(text.getKey()) != null);
  }

  /**
   * Whether an entry is the one that its event says.
   *
   * @param hash that its row has
   */
  public static boolean isAsSaid(StoredEvent event, LedgerEntry entry, String hash) {
    var said = LedgerStatement.of(event);
    return said != null
        && entry.type().equals(said.type())
        && entry.details().equals(said.canonicalDetails(event.content(), event.keyId()))
        && entry.hash().equals(hash);
  }
}
