package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.setting.StartRefusedException;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings agents' keys under another master key: each is unwrapped under the one that it is under
 * and wrapped under the present one. What is sealed stays as it is. It may end anywhere and start
 * over, and may run while keys are made, used and destroyed.
 */
public final class KeyRotation {
  private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);

  private static final int BATCH = 200;

  /**
   * After so many the master key is unavailable, rather than these keys' fault; next time, then.
   */
  private static final int FAILURES = 20;

  /** What PostgreSQL says where there is no such table, or schema. */
  private static final Set<String> NO_TABLES = Set.of("42P01", "3F000");

  private final Supplier<? extends DataSource> pool;
  private final MasterKeys masters;

  /**
   * @param pool of {@code genii_system}, opened for each use and closed after it
   */
  public KeyRotation(Supplier<? extends DataSource> pool, MasterKeys masters) {
    this.pool = pool;
    this.masters = masters;
  }

  /**
   * @throws StartRefusedException when a key is wrapped under a master key that is not configured:
   *     what it seals could not be read, and new keys would come under another; or when there are
   *     no tables of keys
   */
  public void requireMasters() {
    within(table -> table.unknown(masters.ids()))
        .ifPresent(
            id -> {
              throw new StartRefusedException(
                  ("Agents' keys are wrapped under the master key %s, which is not configured: set"
                          + " GENII_MASTER_KEY or GENII_MASTER_KMS_KEY as before, or name it in"
                          + " GENII_MASTER_KEYS_OLD")
                      .formatted(id));
            });
  }

  /**
   * Wraps all that are under another master key, and says now and then how far it is.
   *
   * @return how many were wrapped anew
   */
  public long rewrapAll() {
    var present = masters.present();
    return present.isEmpty() ? 0 : within(table -> rewrapAll(table, present.get()));
  }

  private long rewrapAll(RewrapTable table, MasterKey present) throws SQLException {
    long all = table.count(present);
    if (all == 0) {
      return 0;
    }
    long done = 0;
    var failures = 0;
    var last = new UUID(0, 0);
    for (var batch = table.next(present, last, BATCH);
        !batch.isEmpty() && failures < FAILURES;
        batch = table.next(present, last, BATCH)) {
      for (var row : batch) {
        try {
          done += table.rewrap(row, present, anew(present, row)) ? 1 : 0;
        } catch (BrokenSealException e) {
          log.error("the key of agent {} is none under {}", row.agent(), row.masterId(), e);
        } catch (KeysUnavailableException e) {
          log.error("the key of agent {} stays under {}", row.agent(), row.masterId(), e);
          if (++failures == FAILURES) {
            break;
          }
          LockSupport.parkNanos(KmsMasterKey.MOMENT.toNanos()); // for so long one speaks for all
        }
        last = row.agent();
      }
      log.info("{} of {} agents' keys are wrapped under {} now", done, all, present.id());
    }
    log.info("{} agents' keys are left under another master key", table.count(present));
    return done;
  }

  private byte[] anew(MasterKey present, RewrapTable.Row row) {
    var context = StoredDataKeys.context(row.agent());
    var key = masters.named(row.masterId()).unwrap(row.wrapped(), context);
    return present.wrapProven(key, context);
  }

  @FunctionalInterface
  private interface Work<T> {
    T in(RewrapTable table) throws SQLException;
  }

  private <T> T within(Work<T> work) {
    var opened = pool.get();
    try (var connection = opened.getConnection()) {
      return work.in(new RewrapTable(connection));
    } catch (SQLException e) {
      if (e.getSQLState() != null && NO_TABLES.contains(e.getSQLState())) {
        throw new StartRefusedException(
            "The schema has no tables of keys, so it is older than this process needs: start the"
                + " new command-side first, which migrates it",
            e);
      }
      throw new KeysUnavailableException("the tables of keys can't be used", e);
    } finally {
      close(opened);
    }
  }

  private static void close(DataSource opened) {
    if (opened instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        log.warn("a pool could not be closed", e);
      }
    }
  }
}
