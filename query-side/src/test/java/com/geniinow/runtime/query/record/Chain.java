package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A ledger as its table holds it, checked by the letter of what the ledger promises: the SHA-256 of
 * each entry's canonical JSON, which names its agent, its number, its event and the hash before.
 */
record Chain(List<Row> rows) {
  private static final JsonMapper JSON = new JsonMapper();

  /** A row of ledger_entries. */
  record Row(
      UUID entryId,
      long sequence,
      String type,
      UUID eventId,
      String details,
      String previousHash,
      String hash,
      Instant createdAt,
      UUID agentId) {
    /** From the parameters of the projector's INSERT, in their order. */
    static Row of(List<@Nullable Object> p) {
      return new Row(
          (UUID) p.get(0),
          (long) p.get(1),
          (String) p.get(2),
          (UUID) p.get(3),
          (String) p.get(4),
          (String) p.get(5),
          (String) p.get(6),
          ((OffsetDateTime) p.get(7)).toInstant(),
          (UUID) p.get(8));
    }

    Row rehashed() {
      return new Row(
          entryId, sequence, type, eventId, details, previousHash, digest(), createdAt, agentId);
    }

    String digest() {
      try {
        var entry = new TreeMap<String, Object>();
        entry.put("agent_id", agentId.toString());
        entry.put("created_at", micros(createdAt));
        entry.put("details", JSON.readValue(details, Map.class));
        entry.put("event_id", eventId.toString());
        entry.put("previous_hash", previousHash);
        entry.put("sequence", sequence);
        entry.put("type", type);
        var canonical = new JsonCanonicalizer(JSON.writeValueAsString(entry)).getEncodedString();
        var sha256 = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(sha256.digest(canonical.getBytes(StandardCharsets.UTF_8)));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private static String micros(Instant at) {
      var text = at.toString();
      var fraction = text.contains(".") ? text.substring(text.indexOf('.') + 1) : "Z";
      return text.substring(0, 19)
          + "."
          + (fraction.replace("Z", "") + "000000").substring(0, 6)
          + "Z";
    }
  }

  /** The index of the first entry that does not follow from the one before it, if any. */
  OptionalInt firstBroken() {
    var previous = "0".repeat(64);
    for (var i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      if (row.sequence() != i + 1
          || !row.agentId().equals(rows.getFirst().agentId())
          || !row.entryId().equals(Ids.ledgerEntry(row.agentId(), row.sequence()))
          || !row.previousHash().equals(previous)
          || !row.hash().equals(row.digest())) {
        return OptionalInt.of(i);
      }
      previous = row.hash();
    }
    return OptionalInt.empty();
  }
}
