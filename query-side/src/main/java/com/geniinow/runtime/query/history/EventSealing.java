package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.SealedNames;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.ForgottenKeys;
import com.geniinow.runtime.platform.sealing.KeyDestroyedException;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.web.CanonicalJson;
import com.geniinow.runtime.query.record.LedgerEntry;
import com.geniinow.runtime.query.record.LedgerText;
import com.geniinow.runtime.query.record.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes of an event that is stored clear what is to be stored instead, and proves it. */
final class EventSealing {
  private final StoredEvents events;
  private final SealedPayload payloads;
  private final JsonMapper json;

  EventSealing(StoredEvents events, SealedPayload payloads, JsonMapper json) {
    this.events = events;
    this.payloads = payloads;
    this.json = json;
  }

  /** An event that is stored clear, in both of its forms. */
  record Clear(EventRow row, StoredEvent event) {}

  /**
   * A ledger entry.
   *
   * @param hash that its row has, right or not
   */
  record Entry(LedgerEntry entry, String hash) {}

  /**
   * What is to be stored.
   *
   * @param place of the event in the store
   * @param said of it
   * @param entryHasText whether its ledger entry has text in the clear
   */
  record Sealed(long place, String payload, String metaData, Sealing said, boolean entryHasText) {}

  /** Reads an event. */
  Clear read(EventRow row) {
    return new Clear(row, events.decode(List.of(row)).getFirst());
  }

  /**
   * Seals an event.
   *
   * @param entry its ledger entry; null where it has none
   * @throws IllegalStateException when it doesn't open to what it was
   */
  Sealed seal(Clear clear, @Nullable Entry entry, Instant at) {
    try {
      return seal(clear, entry, at, payloads);
    } catch (KeyDestroyedException e) { // its text is to be gone: what is left of it goes, too
      return seal(clear, entry, at, new SealedPayload(new ForgottenKeys()));
    }
  }

  private Sealed seal(Clear clear, @Nullable Entry entry, Instant at, SealedPayload with) {
    var row = clear.row();
    var happened = clear.event().payload();
    var names = SealedNames.of(happened.getClass());
    var day = DataKeys.day(happened.at(), happened.lasts());
    var payload = with.seal(happened.agentId(), row.eventId(), day, names::isSealed, row.payload());
    var before = sha256(row.payload());
    var opened = with.openWhole(row.eventId(), payload);
    if (opened.isEmpty() || !sha256(opened.get()).equals(before)) {
      throw new IllegalStateException(
          "event " + row.eventId() + " would not open to what it is, and is not sealed");
    }
    var hasText = entry != null && LedgerText.isIn(clear.event());
    var said =
        new Sealing(
            UUID.fromString(row.eventId()), row.agentId(), before, commitments(payload), at);
    return new Sealed(
        row.globalIndex(), payload, metaData(clear, hasText ? entry : null, before), said, hasText);
  }

  /** SHA-256 of what can be said of a sealed payload in the clear. */
  static String commitments(String payload) {
    return CanonicalJson.sha256(SealedPayload.inTheClear(payload).form());
  }

  /**
   * What an entry with text was is said only where it is the one that the event says: one that
   * somebody changed goes on showing.
   */
  private String metaData(Clear clear, @Nullable Entry entry, String before) {
    var stored = clear.row().metaData();
    var said = stored == null ? json.createObjectNode() : (ObjectNode) json.readTree(stored);
    said.put(SealedPayload.SEALED, before);
    if (entry != null && LedgerText.isAsSaid(clear.event(), entry.entry(), entry.hash())) {
      said.put(SealedPayload.ENTRY_HASH, entry.hash());
      said.put(SealedPayload.ENTRY_DETAILS, sha256(entry.entry().details()));
    }
    return said.toString();
  }

  static String sha256(String text) {
    return HexFormat.of().formatHex(MerkleTree.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }
}
