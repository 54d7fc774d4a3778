package com.geniinow.runtime.command.line;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * First answers by key, for {@link #KEPT}. Read and written in the command's own transaction, under
 * the agent's lock: a second request waits for the first and then sees its answer; a refused one
 * leaves its key unused. Of an agent that is erased a row keeps its time alone, under the {@link
 * #ERASED} form of its key, which may be text of a person: so nothing is done twice for want of the
 * answer.
 */
@Component
public class IdempotencyKeyTable {
  /** How long a key answers with its first response; then it is as if never used. */
  public static final Duration KEPT = Duration.ofHours(24);

  /** The header of an answer that was given before. */
  public static final String REPLAYED = "Idempotency-Replayed";

  /**
   * Stands before the SHA-256, in lower-case hex, of the UTF-8 of a key whose answer is erased: its
   * row has an empty answer and an empty hash of the request.
   */
  public static final String ERASED = "erased:";

  /** Stands before a key that a client sent and that looks like one of those. */
  private static final String SENT = ERASED + "sent:";

  private final JdbcClient jdbc;

  IdempotencyKeyTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The first answer to this key.
   *
   * @param scope the agent, or the entity for provisioning
   * @throws RefusedException when the key was used for another request, or its answer is erased
   */
  public Optional<String> find(UUID scope, String key, RequestHash request, Instant at) {
    var rows =
        jdbc.sql(
                """
                SELECT request_hash, response, expires_at FROM idempotency_keys
                WHERE scope_id = ? AND key IN (?, ?)""")
            .params(scope, stored(key), ERASED + sha256(stored(key)))
            .query(
                (row, n) ->
                    new Kept(
                        row.getString(1),
                        row.getString(2),
                        row.getObject(3, OffsetDateTime.class).toInstant()))
            .list();
    for (var kept : rows) {
      if (kept.expiresAt().isAfter(at) && kept.response().isEmpty()) {
        throw new Refusal.AnswerErased().exception();
      }
      if (kept.expiresAt().isAfter(at)) {
        if (!request.isOf(kept.requestHash())) {
          throw new Refusal.KeyReused().exception();
        }
        return Optional.of(kept.response());
      }
    }
    return Optional.empty();
  }

  /**
   * Keeps the answer; an expired one of the same key is replaced.
   *
   * @throws ConcurrencyException when another request of this key committed since it was looked
   *     for: run again, the command will find its answer
   */
  public void keep(UUID scope, String key, RequestHash request, String response, Instant at) {
    var kept =
        jdbc.sql(
                """
                INSERT INTO idempotency_keys
                  (scope_id, key, agent_id, entity_id, request_hash, response, expires_at)
                VALUES (?, ?, genii_agent(), genii_entity(), ?, ?, ?)
                ON CONFLICT (scope_id, key) DO UPDATE SET agent_id = excluded.agent_id,
                  entity_id = excluded.entity_id, request_hash = excluded.request_hash,
                  response = excluded.response, expires_at = excluded.expires_at
                WHERE idempotency_keys.expires_at <= ?""")
            .param(scope)
            .param(stored(key))
            .param(request.canonical())
            .param(response)
            .param(at.plus(KEPT).atOffset(ZoneOffset.UTC))
            .param(at.atOffset(ZoneOffset.UTC))
            .update();
    if (kept == 0) {
      throw new ConcurrencyException("another request used the same key at the same time");
    }
  }

  private static String stored(String key) {
    return key.startsWith(ERASED) ? SENT + key : key;
  }

  /** SHA-256 over what makes a request the same one, as it was sent; see {@link RequestHash}. */
  public static String hash(@Nullable Object... parts) {
    return sha256(Arrays.deepToString(parts));
  }

  private static String sha256(String text) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private record Kept(String requestHash, String response, Instant expiresAt) {}
}
