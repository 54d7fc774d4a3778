package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.SealedNames;
import com.geniinow.runtime.events.task.TaskEvent;
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
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes of an event that is stored clear what is to be stored instead, and proves it. */
final class EventSealing {
  /** The member of an event that says whose it is, and stays clear whatever else is sealed. */
  private static final String AGENT = "agentId";

  /** What tasks said is sealed under keys of days. */
  private static final String TASKS = TaskEvent.class.getName() + "$";

  private final StoredEvents events;
  private final SealedPayload payloads;
  private final JsonMapper json;

  EventSealing(StoredEvents events, SealedPayload payloads, JsonMapper json) {
    this.events = events;
    this.payloads = payloads;
    this.json = json;
  }

  /**
   * An event that is stored clear.
   *
   * @param event as it is read; null where it can't be
   * @param agentId that its payload names
   * @param at when it happened
   * @param lasts whether the key that it is sealed under lasts as long as its agent
   * @param entryMayHaveText whether its ledger entry, if it has one, names text, or may
   */
  record Clear(
      EventRow row,
      @Nullable StoredEvent event,
      UUID agentId,
      Instant at,
      boolean lasts,
      boolean entryMayHaveText) {
    /** One that lacks these is none of its type, however it is read. */
    Clear {
      Objects.requireNonNull(agentId, "agentId");
      Objects.requireNonNull(at, "at");
    }

    static Clear of(EventRow row, StoredEvent event) {
      var happened = event.payload();
      return new Clear(
          row, event, happened.agentId(), happened.at(), happened.lasts(), LedgerText.isIn(event));
    }

    static Clear unread(EventRow row, UUID agentId, Instant at) {
      return new Clear(row, null, agentId, at, !row.payloadType().startsWith(TASKS), true);
    }

    UUID eventId() {
      return UUID.fromString(row.eventId());
    }

    /** Of one that can't be read anything may be text, but for whose it is. */
    boolean isSealed(String member) {
      return event == null
          ? !member.equals(AGENT)
          : SealedNames.of(event.payload().getClass()).isSealed(member);
    }
  }

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

  /**
   * Reads an event, or as much as it takes to seal one that can't be read: a type that is no more,
   * a payload that is none of its type.
   *
   * @throws RuntimeException where it isn't even an object that says whose it is
   */
  Clear read(EventRow row) {
    try {
      return Clear.of(row, events.decode(List.of(row)).getFirst());
    } catch (RuntimeException e) { // upcasters of an event that is none may fail in any way
      return unread(row, e);
    }
  }

  private Clear unread(EventRow row, RuntimeException why) {
    try {
      var payload = json.readTree(row.payload());
      var agentId = UUID.fromString(payload.path(AGENT).asString(""));
      return Clear.unread(row, agentId, at(row, payload));
    } catch (RuntimeException e) {
      why.addSuppressed(e);
      throw why;
    }
  }

  /** As it says itself, or else when it was stored. */
  private static Instant at(EventRow row, JsonNode payload) {
    try {
      return Instant.parse(payload.path("at").asString(""));
    } catch (DateTimeParseException e) {
      return Instant.parse(row.storedAt());
    }
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
    var day = DataKeys.day(clear.at(), clear.lasts());
    var sealed = with.seal(clear.agentId(), row.eventId(), day, clear::isSealed, row.payload());
    var payload = sealed.text();
    var before = sha256(row.payload());
    var opened = with.openWhole(row.eventId(), payload);
    if (opened.isEmpty() || !sha256(opened.get()).equals(before)) {
      throw new IllegalStateException(
          "event " + row.eventId() + " would not open to what it is, and is not sealed");
    }
    var hasText = entry != null && clear.entryMayHaveText();
    var said = new Sealing(clear.eventId(), row.agentId(), before, commitments(payload), at);
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
    var event = clear.event();
    if (entry != null && event != null && LedgerText.isAsSaid(event, entry.entry(), entry.hash())) {
      said.put(SealedPayload.ENTRY_HASH, entry.hash());
      said.put(SealedPayload.ENTRY_DETAILS, sha256(entry.entry().details()));
    }
    return said.toString();
  }

  static String sha256(String text) {
    return HexFormat.of().formatHex(MerkleTree.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }
}
