package com.geniinow.runtime.query.record;

import java.time.Instant;
import java.util.UUID;

/**
 * What the runtime says of a ledger entry whose text was taken out, as docs/ledger.md has it. Its
 * line stands in each export behind the entry's own.
 *
 * @param hash the entry's, which is that of what it said
 * @param redacted SHA-256 of the details as they were, in hexadecimal digits
 * @param redactedAt to the microsecond
 */
public record Redaction(
    UUID agentId, long sequence, String hash, String redacted, Instant redactedAt) {
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
        + "\"public_key\":\"%s\",\"redacted\":\"%s\",\"redacted_at\":\"%s\",\"sequence\":%d"
            .formatted(publicKey, redacted, LedgerEntry.MICROS.format(redactedAt), sequence);
  }
}
