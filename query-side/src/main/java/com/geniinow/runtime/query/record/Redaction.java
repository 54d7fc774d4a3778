package com.geniinow.runtime.query.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * What the runtime says of a ledger entry whose text was taken out, as docs/ledger.md has it. Its
 * line stands in each export behind the entry's own.
 *
 * @param hash the entry's, which is that of what it said
 * @param redacted SHA-256 of the details as they were, in hexadecimal digits
 * @param redactedHash what the entry's hash would be as it is now: so all of it is vouched for
 * @param redactedAt to the microsecond
 */
public record Redaction(
    UUID agentId,
    long sequence,
    String hash,
    String redacted,
    String redactedHash,
    Instant redactedAt) {
  /** What signs it. */
  public static final String ALGORITHM = "Ed25519";

  /**
   * Who signed it.
   *
   * @param kid names the key
   * @param publicKey in the form of X.509, in base64
   * @param signature in base64
   */
  public record Signed(String kid, String publicKey, String signature) {}

  /** Of an entry as it was. */
  public static Redaction of(LedgerEntry entry, String hash, Instant at) {
    var sha256 = Sha256.of(entry.details());
    var redacted =
        new LedgerEntry(
            entry.agentId(),
            entry.sequence(),
            entry.type(),
            entry.eventId(),
            details(sha256),
            entry.previousHash(),
            entry.createdAt());
    return new Redaction(entry.agentId(), entry.sequence(), hash, sha256, redacted.hash(), at);
  }

  /**
   * Of a row whose first columns are {@code agent_id}, {@code sequence}, {@code hash}, {@code
   * redacted}, {@code redacted_hash} and {@code redacted_at}.
   */
  public static Redaction of(ResultSet row) throws SQLException {
    return new Redaction(
        row.getObject(1, UUID.class),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getObject(6, OffsetDateTime.class).toInstant());
  }

  /** What the details of an entry become. */
  public static String details(String detailsSha256) {
    return "{\"redacted\":\"" + detailsSha256 + "\"}";
  }

  /** What is signed: its line without the signature, in canonical form. */
  public String text(String kid, String publicKey) {
    return head(kid, publicKey) + "}";
  }

  /** A line of an export. */
  public String line(Signed by) {
    return head(by.kid(), by.publicKey()) + ",\"signature\":\"" + by.signature() + "\"}\n";
  }

  private String head(String kid, String publicKey) {
    return "{\"agent_id\":\"%s\",\"algorithm\":\"%s\",\"hash\":\"%s\",\"kid\":\"%s\","
            .formatted(agentId, ALGORITHM, hash, kid)
        + "\"public_key\":\"%s\",\"redacted\":\"%s\",\"redacted_at\":\"%s\","
            .formatted(publicKey, redacted, LedgerEntry.MICROS.format(redactedAt))
        + "\"redacted_hash\":\"%s\",\"sequence\":%d".formatted(redactedHash, sequence);
  }
}
