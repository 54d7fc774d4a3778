package com.geniinow.runtime.query.history;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The keys that checkpoints were ever signed with; theirs is the table. */
final class CheckpointKeysTable {
  private final JdbcClient jdbc;
  private final SigningKey current;
  private final Clock clock;

  CheckpointKeysTable(JdbcClient jdbc, SigningKey current, Clock clock) {
    this.jdbc = jdbc;
    this.current = current;
    this.clock = clock;
  }

  /**
   * A public key.
   *
   * @param publicKey in the form of X.509, in base64
   * @param current whether checkpoints are signed with it now
   */
  record PublishedKey(
      String kid, String algorithm, String publicKey, Instant firstUsedAt, boolean current) {}

  /** The key that is used now, known to the table. */
  SigningKey current() {
    jdbc.sql(
            """
            INSERT INTO checkpoint_keys (kid, public_key, first_used_at) VALUES (?, ?, ?)
            ON CONFLICT (kid) DO NOTHING""")
        .params(current.kid(), current.publicKey(), clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    return current;
  }

  /** All of them, the latest last. */
  List<PublishedKey> all() {
    current();
    return jdbc.sql(
            "SELECT kid, public_key, first_used_at FROM checkpoint_keys ORDER BY first_used_at,"
                + " kid")
        .query(
            (row, n) ->
                new PublishedKey(
                    row.getString(1),
                    SigningKey.ALGORITHM,
                    row.getString(2),
                    row.getObject(3, OffsetDateTime.class).toInstant(),
                    row.getString(1).equals(current.kid())))
        .list();
  }
}
