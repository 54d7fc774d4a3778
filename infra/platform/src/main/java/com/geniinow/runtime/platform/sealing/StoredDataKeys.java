package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.sealing.KeyTables.Stored;
import com.github.benmanes.caffeine.cache.Ticker;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.sql.DataSource;

/**
 * Keys in PostgreSQL, by a pool of their own: a key that was made must outlive its caller's
 * transaction, and one that waits for a second connection of the pool that it has its first one of
 * may wait for ever. Nobody in the small pool waits for anything but the keys of the same agent.
 */
public final class StoredDataKeys implements DataKeys, AutoCloseable {
  private final DataSource pool;
  private final KeyTables tables;
  private final MasterKeys masters;
  private final KeyCache cache;
  private final KeyDestruction destruction;
  private final DestroyedWatch watch;

  /**
   * @param pool is closed with this
   */
  public StoredDataKeys(DataSource pool, MasterKeys masters) {
    this(pool, masters, Ticker.systemTicker());
  }

  StoredDataKeys(DataSource pool, MasterKeys masters, Ticker ticker) {
    this.pool = pool;
    this.masters = masters;
    var transactions = new KeyTransactions(pool);
    this.tables = new KeyTables(transactions);
    this.destruction = new KeyDestruction(transactions);
    this.cache = new KeyCache(ticker);
    this.watch = new DestroyedWatch(tables, cache, ticker);
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
    var master =
        masters
            .present()
            .orElseThrow(() -> new IllegalStateException("without a master key nothing is sealed"));
    watch.look();
    return cache
        .get(new KeyCache.Day(agent, day), () -> made(agent, day, master))
        .orElseThrow(() -> new KeyDestroyedException(agent, day));
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
    var found = tables.find(agent, day);
    if (!found.destroyed() && found.ofAgent() == null) {
      // Wrapped before the transaction: the master key may be far away.
      var fresh = master.wrapProven(KeyBox.fresh().getEncoded(), context(agent));
      found = tables.addAgent(agent, day, fresh, master.id());
    }
    if (found.destroyed()) {
      return Optional.empty();
    }
    var key = ofAgent(agent, found);
    if (found.ofDay() == null) {
      var fresh = KeyBox.close(key, KeyBox.fresh().getEncoded(), context(agent, day));
      found = tables.addDay(agent, day, fresh);
    }
    var ofDay = found.ofDay();
    return found.destroyed() || ofDay == null
        ? Optional.empty()
        : Optional.of(opened(key, ofDay, agent, day));
  }

  private SecretKey ofAgent(UUID agent, Stored found) {
    var wrapped = found.ofAgent();
    var masterId = found.masterId();
    if (wrapped == null || masterId == null) {
      throw new KeysUnavailableException(
          "agent %s has keys of days and none of its own".formatted(agent));
    }
    return cache.ofAgent(
        agent, id -> KeyBox.key(masters.named(masterId).unwrap(wrapped, context(id))));
  }

  private static SecretKey opened(SecretKey ofAgent, byte[] ofDay, UUID agent, LocalDate day) {
    try {
      return KeyBox.key(KeyBox.open(ofAgent, ofDay, context(agent, day)));
    } catch (GeneralSecurityException e) {
      throw new KeysUnavailableException(
          "what is stored as the key of agent %s for %s was not wrapped under its own"
              .formatted(agent, day));
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
    if (pool instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
