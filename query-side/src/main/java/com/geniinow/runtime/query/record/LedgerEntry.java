package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.UUID;

/**
 * One link of an agent's chain. Its hash is the SHA-256, in lower-case hex, of this JSON in
 * canonical form (RFC 8785), which for the fixed and sorted names here is this very text.
 *
 * @param details the canonical JSON object of what happened; money is text, times are text
 */
public record LedgerEntry(
    UUID agentId,
    long sequence,
    String type,
    UUID eventId,
    String details,
    String previousHash,
    Instant createdAt) {
  /** Times as they are hashed: UTC, always with six decimals. */
  public static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** The entry's own id, the same for the same agent and sequence. */
  public UUID entryId() {
    return Ids.ledgerEntry(agentId, sequence);
  }

  /** The text that is hashed. */
  public String canonical() {
    return "{\"agent_id\":\""
        + agentId
        + "\",\"created_at\":\""
        + MICROS.format(createdAt)
        + "\",\"details\":"
        + details
        + ",\"event_id\":\""
        + eventId
        + "\",\"previous_hash\":\""
        + previousHash
        + "\",\"sequence\":"
        + sequence
        + ",\"type\":\""
        + type
        + "\"}";
  }

  /** A line of an export: the canonical form with the entry's id and hash. */
  public String line(String hash) {
    return "{\"agent_id\":\"%s\",\"created_at\":\"%s\",\"details\":%s,\"entry_id\":\"%s\","
            .formatted(agentId, MICROS.format(createdAt), details, entryId())
        + "\"event_id\":\"%s\",\"hash\":\"%s\",\"previous_hash\":\"%s\",\"sequence\":%d,"
            .formatted(eventId, hash, previousHash, sequence)
        + "\"type\":\"%s\"}\n".formatted(type);
  }

  /** SHA-256 of the canonical form, in lower-case hex. */
  public String hash() {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(canonical().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
