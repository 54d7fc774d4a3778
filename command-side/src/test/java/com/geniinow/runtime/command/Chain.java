package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;

/** An agent's ledger, checked by nothing but SHA-256 and what the documents say of it. */
public final class Chain {
  private Chain() {}

  /** Recomputes every hash from the rows and fails on the first that does not follow. */
  public static void assertUnbroken(UUID agentId) {
    var rows =
        Superuser.jdbc()
            .queryForList(
                """
                SELECT sequence, previous_hash, hash,
                  '{"agent_id":"' || agent_id || '","created_at":"'
                  || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                  || '","details":' || details || ',"event_id":"' || event_id
                  || '","previous_hash":"' || previous_hash || '","sequence":' || sequence
                  || ',"type":"' || type || '"}' AS canonical
                FROM ledger_entries WHERE agent_id = ? ORDER BY sequence""",
                agentId);
    long sequence = 0;
    var previous = "0".repeat(64);
    for (var row : rows) {
      assertThat(row.get("sequence")).isEqualTo(++sequence);
      assertThat(row.get("previous_hash")).as("entry %d", sequence).isEqualTo(previous);
      previous = sha256((String) row.get("canonical"));
      assertThat(row.get("hash")).as("entry %d", sequence).isEqualTo(previous);
    }
    assertThat(sequence).as("entries of %s", agentId).isPositive();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
