package com.geniinow.runtime.query.record;

import com.geniinow.runtime.platform.sealing.SealedPayload;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an event that was sealed since says of its ledger entry, which holds text in the clear: so
 * that the chain can be replayed when the text can't be read any more.
 *
 * @param hash of the entry
 * @param detailsSha256 of its details as they were
 */
public record EntryOfBefore(String hash, String detailsSha256) {
  /** By the event's meta data; null where they say nothing of it. */
  static @Nullable EntryOfBefore of(Map<String, ?> metaData) {
    return metaData.get(SealedPayload.ENTRY_HASH) instanceof String hash
            && metaData.get(SealedPayload.ENTRY_DETAILS) instanceof String details
        ? new EntryOfBefore(hash, details)
        : null;
  }

  /**
   * What counts in the place of what the event says: of one that was sealed since, and whose text
   * can't be read any more. Null for all others.
   */
  static @Nullable EntryOfBefore counting(StoredEvent event) {
    return event.entry() == null || LedgerText.isIn(event) ? null : event.entry();
  }

  /** The entry's details once they are redacted. */
  String redacted() {
    return Redaction.details(detailsSha256);
  }
}
