package com.geniinow.runtime.query.view.access;

import com.geniinow.runtime.platform.security.Credentials.HeldKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * The minute in which each key was last used, written for all of them together every {@link
 * #SECONDS}. What a killed process had not written yet is lost.
 */
public final class KeyUses implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeyUses.class);
  private static final int SECONDS = 5;

  private final CallerReads reads;
  private final ConcurrentHashMap<UUID, Use> pending = new ConcurrentHashMap<>();
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("key-uses").daemon().factory());

  private record Use(HeldKey key, Instant minute) {}

  public KeyUses(CallerReads reads) {
    this.reads = reads;
    writer.scheduleWithFixedDelay(this::write, SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  void note(HeldKey key, Instant at) {
    var minute = at.truncatedTo(ChronoUnit.MINUTES);
    pending.merge(
        key.keyId(),
        new Use(key, minute),
        (old, now) -> old.minute().isBefore(now.minute()) ? now : old);
  }

  /** Writes what was noted since the last time. */
  void write() {
    if (pending.isEmpty()) {
      return;
    }
    Map<UUID, Use> taken = new HashMap<>(pending);
    try {
      reads.note(jdbc -> write(jdbc, List.copyOf(taken.values())));
      taken.forEach(pending::remove);
    } catch (RuntimeException e) {
      log.warn("the last uses of {} keys can't be written now: {}", taken.size(), e.getMessage());
    }
  }

  private static void write(JdbcClient jdbc, List<Use> uses) {
    jdbc.sql(
            """
            INSERT INTO agent_key_uses (key_id, agent_id, entity_id, last_used_at)
            SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::timestamptz[])
            ON CONFLICT (key_id) DO UPDATE SET last_used_at = excluded.last_used_at
            WHERE agent_key_uses.last_used_at < excluded.last_used_at""")
        .param(array("uuid", uses.stream().map(use -> use.key().keyId()).toArray()))
        .param(array("uuid", uses.stream().map(use -> use.key().agentId()).toArray()))
        .param(array("uuid", uses.stream().map(use -> use.key().entityId()).toArray()))
        .param(array("timestamptz", uses.stream().map(use -> use.minute().toString()).toArray()))
        .update();
  }

  private static SqlArrayValue array(String type, Object... values) {
    return new SqlArrayValue(type, values);
  }

  @Override
  public void close() {
    writer.shutdown();
    write();
  }
}
