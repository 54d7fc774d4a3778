package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.sealing.KeyTables.Stored;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys in PostgreSQL, by a pool of their own: a key that was made must outlive its caller's
 * transaction, and one that waits for a second connection of the pool that it has its first one of
 * may wait for ever. Nobody in the small pool waits for anything but the keys of the same agent.
 */
public final class StoredDataKeys implements DataKeys, AutoCloseable {
  /** New agents that are on their way to their first command. */
  private static final long PREPARED = 1_000;

  /** So long they are at most; for a later one a key is wrapped anew. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(StoredDataKeys.class);

  private final DataSource pool;
  private final KeyTables tables;
  private final MasterKeys masters;
  private final KeyCache cache;
  private final KeyDestruction destruction;
  private final DestroyedWatch watch;
  private final KeysAhead ahead;

  /** Keys of new agents, wrapped before their first command, which may store them. */
  private final Cache<UUID, Fresh> prepared;

  /**
   * An agent's key that is stored nowhere yet.
   *
   * @param wrapped under the master key of that id
   */
  private record Fresh(SecretKey key, byte[] wrapped, String masterId) {}

  /**
   * @param pool is closed with this
   * @param clock tells when a day (UTC) ends
   */
  public StoredDataKeys(DataSource pool, MasterKeys masters, Clock clock) {
    this(pool, masters, clock, Ticker.systemTicker());
  }

  StoredDataKeys(DataSource pool, MasterKeys masters, Clock clock, Ticker ticker) {
    this.pool = pool;
    this.masters = masters;
    var transactions = new KeyTransactions(pool);
    this.tables = new KeyTables(transactions);
    this.destruction = new KeyDestruction(transactions);
    this.cache = new KeyCache(ticker);
    this.watch = new DestroyedWatch(tables, cache, ticker);
    this.ahead = new KeysAhead(clock, ticker, this::of);
    this.prepared =
        Caffeine.newBuilder().maximumSize(PREPARED).expireAfterWrite(SOON).ticker(ticker).build();
  }

  @Override
  public boolean isOn() {
    return masters.present().isPresent();
  }

  @Override
  public Optional<SecretKey> find(UUID agent, LocalDate day) {
    watch.look();
    return cache.find(new KeyCache.Day(agent, day), () -> stored(agent, day));
  }

  @Override
  public SecretKey of(UUID agent, LocalDate day) {
    var master = masters.present().orElseThrow(() -> withoutMaster(agent, day));
    watch.look();
    var key =
        cache
            .get(new KeyCache.Day(agent, day), () -> made(agent, day, master))
            .orElseThrow(
                () -> new KeyDestroyedException(agent, day, tables.find(agent, day).forever()));
    ahead.sealed(agent, day);
    return key;
  }

  /** A key that is gone is so whatever master keys there are. */
  private RuntimeException withoutMaster(UUID agent, LocalDate day) {
    var found = tables.find(agent, day);
    return found.destroyed()
        ? new KeyDestroyedException(agent, day, found.forever())
        : new IllegalStateException("without a master key nothing is sealed");
  }

  @Override
  public void prepare(UUID agent, boolean isNew) {
    if (!masters.areFar() || cache.ofAgent(agent) != null || prepared.getIfPresent(agent) != null) {
      return;
    }
    var found = tables.find(agent, LocalDate.EPOCH);
    if (found.ofAgent() != null) {
      unwrap(agent, found);
    } else if (isNew && !found.forever()) {
      masters.present().ifPresent(master -> prepared.put(agent, fresh(agent, master)));
    }
  }

  private void unwrap(UUID agent, Stored found) {
    try {
      ofAgent(agent, found);
    } catch (BrokenSealException e) {
      log.debug("who needs the key of agent {} will hear that it is broken", agent, e);
    }
  }

  @Override
  public List<String> destroyAgent(UUID agent) {
    var fingerprints = destruction.ofAgent(agent);
    cache.forget(Map.of(agent, LocalDate.MAX));
    return fingerprints;
  }

  @Override
  public Optional<String> destroyDay(UUID agent, LocalDate day) {
    if (day.equals(LASTING)) {
      throw new IllegalArgumentException("that key goes with its agent's");
    }
    var fingerprint = destruction.ofDay(agent, day);
    cache.forgetDays(Set.of(new KeyCache.Day(agent, day)));
    return fingerprint;
  }

  /**
   * Destroys an agent's keys of all days up to this one and with it, for ever; again, it changes
   * nothing.
   *
   * @return what names each key that those days ever had
   */
  public List<String> destroyDays(UUID agent, LocalDate through) {
    var fingerprints = destruction.ofDays(agent, through);
    cache.forget(Map.of(agent, through));
    return fingerprints;
  }

  private Optional<SecretKey> stored(UUID agent, LocalDate day) {
    var found = tables.find(agent, day);
    var ofDay = found.ofDay();
    if (found.destroyed() || ofDay == null) {
      return Optional.empty();
    }
    return Optional.of(opened(ofAgent(agent, found), ofDay, agent, day));
  }

  /** Empty where it was destroyed. */
  private Optional<SecretKey> made(UUID agent, LocalDate day, MasterKey master) {
    var held = cache.ofAgent(agent);
    if (held != null) {
      return ofDay(agent, day, held);
    }
    var found = tables.find(agent, day);
    if (!found.destroyed() && found.ofAgent() == null) {
      found = withAgent(agent, day, master);
    }
    if (found.destroyed()) {
      return Optional.empty();
    }
    var own = ofAgent(agent, found);
    var ofDay = found.ofDay();
    return ofDay == null ? ofDay(agent, day, own) : Optional.of(opened(own, ofDay, agent, day));
  }

  /** The stored one, if need be this; there may be another by now, or none any more. */
  private Optional<SecretKey> ofDay(UUID agent, LocalDate day, SecretKey own) {
    var fresh = KeyBox.fresh();
    var wrapped = KeyBox.close(own, fresh.getEncoded(), context(agent, day));
    var found = tables.addDay(agent, day, wrapped, KeyBox.fingerprint(fresh));
    if (found.destroyed()) {
      return Optional.empty();
    }
    var ofDay = found.ofDay();
    if (ofDay == null) {
      // Not destroyed, and not there: the tables were filled anew under this process.
      cache.drop(agent);
      throw new KeysUnavailableException("the key of agent %s has changed".formatted(agent));
    }
    return Optional.of(opened(own, ofDay, agent, day));
  }

  /** What is stored once the agent has a key of its own; ours is not asked for again. */
  private Stored withAgent(UUID agent, LocalDate day, MasterKey master) {
    var known = prepared.asMap().remove(agent);
    // Wrapped before it is stored: the master key may be far away.
    var fresh = known == null ? fresh(agent, master) : known;
    var found =
        tables.addAgent(
            agent, day, fresh.wrapped(), fresh.masterId(), KeyBox.fingerprint(fresh.key()));
    if (Arrays.equals(fresh.wrapped(), found.ofAgent())) {
      cache.ofAgent(agent, id -> fresh.key());
    }
    return found;
  }

  private static Fresh fresh(UUID agent, MasterKey master) {
    var key = KeyBox.fresh();
    return new Fresh(key, master.wrapProven(key.getEncoded(), context(agent)), master.id());
  }

  private SecretKey ofAgent(UUID agent, Stored found) {
    var wrapped = found.ofAgent();
    var masterId = found.masterId();
    if (wrapped == null || masterId == null) {
      throw new BrokenSealException(
          "agent %s has keys of days and none of its own".formatted(agent), null);
    }
    return cache.ofAgent(
        agent, id -> KeyBox.key(masters.named(masterId).unwrap(wrapped, context(id))));
  }

  private static SecretKey opened(SecretKey ofAgent, byte[] ofDay, UUID agent, LocalDate day) {
    try {
      return KeyBox.key(KeyBox.open(ofAgent, ofDay, context(agent, day)));
    } catch (GeneralSecurityException e) {
      throw new BrokenSealException(
          "what is stored as the key of agent %s for %s was not wrapped under its own"
              .formatted(agent, day),
          null);
    }
  }

  /** What an agent's key is bound to: in another agent's row it can't be unwrapped. */
  static String context(UUID agent) {
    return "genii agent " + agent;
  }

  private static String context(UUID agent, LocalDate day) {
    return "genii day " + agent + " " + day;
  }

  @Override
  public void close() throws Exception {
    ahead.close();
    if (pool instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
