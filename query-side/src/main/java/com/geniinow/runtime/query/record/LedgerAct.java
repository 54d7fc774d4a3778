package com.geniinow.runtime.query.record;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an event's ledger entry says, for whoever shows it in another form.
 *
 * @param type of the entry
 * @param details the canonical JSON object, to the letter; that of a redaction once it is redacted
 * @param by who did it, which an entry that is redacted doesn't say any more; null where nobody is
 *     named
 */
public record LedgerAct(String type, String details, @Nullable String by) {
  /**
   * What the entry of an event says; empty where it has none.
   *
   * @param redacted SHA-256 of the details as they were, by the record of the entry's redaction;
   *     null where it has none
   */
  public static Optional<LedgerAct> of(StoredEvent event, @Nullable String redacted) {
    var said = LedgerStatement.of(event);
    if (said == null) {
      return Optional.empty();
    }
    var by = said.details().get("by");
    return Optional.of(
        new LedgerAct(
            said.type(), details(event, said, redacted), by == null ? null : by.toString()));
  }

  private static String details(
      StoredEvent event, LedgerStatement said, @Nullable String redacted) {
    if (redacted != null) {
      return Redaction.details(redacted);
    }
    var before = EntryOfBefore.counting(event);
    return before == null
        ? said.canonicalDetails(event.content(), event.keyId())
        : before.redacted();
  }
}
