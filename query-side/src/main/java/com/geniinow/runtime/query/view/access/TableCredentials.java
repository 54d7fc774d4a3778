package com.geniinow.runtime.query.view.access;

import com.geniinow.runtime.platform.problem.Outages;
import com.geniinow.runtime.platform.security.Credentials;
import com.geniinow.runtime.platform.security.KeyScope;
import com.geniinow.runtime.platform.security.Role;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys and void tokens by their tables, remembered for {@link #BELIEVED}. */
public final class TableCredentials implements Credentials {
  /** Half of what a revocation may take until nothing is read any more. */
  static final Duration BELIEVED = Duration.ofMillis(500);

  private static final int REMEMBERED = 100_000;

  private final CallerReads reads;
  private final KeyUses uses;
  private final Cache<String, Optional<HeldKey>> keys;
  private final LoadingCache<String, Map<String, Instant>> voided;
  private final ConcurrentHashMap<String, Map<String, Instant>> last = new ConcurrentHashMap<>();

  public TableCredentials(CallerReads reads, KeyUses uses, Ticker ticker) {
    this.reads = reads;
    this.uses = uses;
    keys =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .ticker(ticker)
            .expireAfterWrite(BELIEVED)
            .build();
    voided =
        Caffeine.newBuilder().ticker(ticker).expireAfterWrite(BELIEVED).build(this::readOrLast);
  }

  @Override
  public Optional<HeldKey> key(String hash) {
    return keys.get(hash, this::find);
  }

  /** All of them at once: they are few, and callers are many. */
  @Override
  public @Nullable Instant voidThrough(Role role, String subject, boolean fresh) {
    var table = role == Role.AGENT ? "agents" : "revoked_subjects";
    return (fresh ? read(table) : voided.get(table)).get(subject);
  }

  @Override
  public void used(HeldKey key, Instant at) {
    uses.note(key, at);
  }

  private Map<String, Instant> read(String table) {
    var found = reads.asRuntime(jdbc -> table.equals("agents") ? agents(jdbc) : subjects(jdbc));
    last.put(table, found);
    return found;
  }

  /** While PostgreSQL is away nobody voids a token, and what needs no row of it is answered. */
  private Map<String, Instant> readOrLast(String table) {
    try {
      return read(table);
    } catch (RuntimeException e) {
      var known = last.get(table);
      if (known == null || !Outages.isOutage(e)) {
        throw e;
      }
      return known;
    }
  }

  private static Map<String, Instant> agents(JdbcClient jdbc) {
    return map(
        jdbc,
        """
        SELECT agent_id::text, tokens_void_through FROM agents
        WHERE tokens_void_through IS NOT NULL""");
  }

  private static Map<String, Instant> subjects(JdbcClient jdbc) {
    return map(jdbc, "SELECT subject, max(through) FROM revoked_subjects GROUP BY subject");
  }

  private static Map<String, Instant> map(JdbcClient jdbc, String sql) {
    Map<String, Instant> found = new HashMap<>();
    jdbc.sql(sql)
        .query(
            row -> {
              found.put(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant());
            });
    return found;
  }

  private Optional<HeldKey> find(String hash) {
    return reads.asRuntime(
        jdbc ->
            jdbc.sql(
                    """
                    SELECT k.key_id, k.agent_id, k.entity_id, k.scopes,
                      least(k.expires_at, s.valid_until) AS until
                    FROM agent_key_secrets s JOIN agent_keys k ON k.key_id = s.key_id
                    JOIN agents a ON a.agent_id = k.agent_id
                    WHERE s.hash = ? AND k.revoked_at IS NULL AND a.status <> 'terminated'""")
                .param(hash)
                .query(TableCredentials::key)
                .optional());
  }

  private static HeldKey key(ResultSet row, int n) throws SQLException {
    var until = row.getObject("until", OffsetDateTime.class);
    return new HeldKey(
        row.getObject("key_id", UUID.class),
        row.getObject("agent_id", UUID.class),
        row.getObject("entity_id", UUID.class),
        KeyScope.of(row.getString("scopes")),
        until == null ? null : until.toInstant());
  }
}
