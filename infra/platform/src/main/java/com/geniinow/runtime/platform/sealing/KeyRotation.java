package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.setting.StartRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

  private static final String UNKNOWN =
      """
      SELECT master_id FROM sealing_keys.of_agents
      WHERE wrapped IS NOT NULL AND master_id <> ALL (?) LIMIT 1\
      """;

  private static final String COUNT =
      "SELECT count(*) FROM sealing_keys.of_agents WHERE wrapped IS NOT NULL AND master_id <> ?";

  private static final String NEXT =
      """
      SELECT agent_id, wrapped, master_id FROM sealing_keys.of_agents
      WHERE wrapped IS NOT NULL AND master_id <> ? AND agent_id > ? ORDER BY agent_id LIMIT ?\
      """;

  /** Not one that was destroyed since, or that another process was quicker with. */
  private static final String REWRAP =
      """
      UPDATE sealing_keys.of_agents SET wrapped = ?, master_id = ?
      WHERE agent_id = ? AND wrapped = ?\
      """;

  private final Supplier<? extends DataSource> pool;
  private final MasterKeys masters;

  /**
   * @param pool of {@code genii_system}, opened for each use and closed after it
   */
  public KeyRotation(Supplier<? extends DataSource> pool, MasterKeys masters) {
    this.pool = pool;
    this.masters = masters;
  }

  private record Row(UUID agent, byte[] wrapped, String masterId) {}

  /**
   * @throws StartRefusedException when a key is wrapped under a master key that is not configured:
   *     what it seals could not be read, and new keys would come under another
   */
  public void requireMasters() {
    within(connection -> unknown(connection, masters.ids().toArray(String[]::new)))
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
    return present.isEmpty() ? 0 : within(connection -> rewrapAll(connection, present.get()));
  }

  private long rewrapAll(Connection connection, MasterKey present) throws SQLException {
    long all = count(connection, present);
    if (all == 0) {
      return 0;
    }
    long done = 0;
    var failures = 0;
    var last = new UUID(0, 0);
    for (var batch = next(connection, present, last);
        !batch.isEmpty() && failures < FAILURES;
        batch = next(connection, present, last)) {
      for (var row : batch) {
        var anew = anew(present, row);
        if (anew.isPresent()) {
          done += rewrap(connection, present, row, anew.get());
        } else if (++failures == FAILURES) {
          break;
        }
        last = row.agent();
      }
      log.info("{} of {} agents' keys are wrapped under {} now", done, all, present.id());
    }
    log.info("{} agents' keys are left under another master key", count(connection, present));
    return done;
  }

  private Optional<byte[]> anew(MasterKey present, Row row) {
    var context = StoredDataKeys.context(row.agent());
    try {
      var key = masters.named(row.masterId()).unwrap(row.wrapped(), context);
      return Optional.of(present.wrapProven(key, context));
    } catch (KeysUnavailableException e) {
      log.error("the key of agent {} stays under {}", row.agent(), row.masterId(), e);
      return Optional.empty();
    }
  }

  private static int rewrap(Connection connection, MasterKey present, Row row, byte[] anew)
      throws SQLException {
    try (var statement = connection.prepareStatement(REWRAP)) {
      statement.setBytes(1, anew);
      statement.setString(2, present.id());
      statement.setObject(3, row.agent());
      statement.setBytes(4, row.wrapped());
      return statement.executeUpdate();
    }
  }

  private static List<Row> next(Connection connection, MasterKey present, UUID after)
      throws SQLException {
    List<Row> batch = new ArrayList<>();
    try (var query = connection.prepareStatement(NEXT)) {
      query.setString(1, present.id());
      query.setObject(2, after);
      query.setInt(3, BATCH);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          batch.add(new Row(rows.getObject(1, UUID.class), rows.getBytes(2), rows.getString(3)));
        }
      }
    }
    return batch;
  }

  private static long count(Connection connection, MasterKey present) throws SQLException {
    try (var query = connection.prepareStatement(COUNT)) {
      query.setString(1, present.id());
      try (var row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static Optional<String> unknown(Connection connection, String[] known)
      throws SQLException {
    try (var query = connection.prepareStatement(UNKNOWN)) {
      query.setArray(1, connection.createArrayOf("text", known));
      try (var row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /** Each statement is a transaction of its own. */
  private <T> T within(Work<T> work) {
    var opened = pool.get();
    try (var connection = opened.getConnection()) {
      return work.in(connection);
    } catch (SQLException e) {
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
