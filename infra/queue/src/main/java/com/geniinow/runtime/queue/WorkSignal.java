package com.geniinow.runtime.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Blocks on the wake key, on a connection kept for that alone: on a shared one a blocking command
 * would hold up everybody else's.
 */
final class WorkSignal implements AutoCloseable {
  private final RedisConnectionFactory connections;
  private final byte[] wakeKey;
  private final Duration longest;
  private final ReentrantLock turn = new ReentrantLock();
  private @Nullable RedisConnection connection;

  /**
   * @param longest the longest wait in one call; below the command time-out, which would otherwise
   *     cut it off
   */
  WorkSignal(RedisConnectionFactory connections, String prefix, Duration longest) {
    this.connections = connections;
    this.wakeKey = (prefix + "-fair:wake").getBytes(StandardCharsets.UTF_8);
    this.longest = longest;
  }

  /** True if there may be work, false if the time ran out or the thread was interrupted. */
  boolean await(Duration timeout) {
    long millis = Math.max(1, Math.min(timeout.toMillis(), longest.toMillis()));
    try {
      if (!turn.tryLock(millis, TimeUnit.MILLISECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      return pop(millis);
    } finally {
      turn.unlock();
    }
  }

  private boolean pop(long millis) {
    try {
      var held = connection;
      if (held == null || held.isClosed()) {
        held = connections.getConnection();
        connection = held;
      }
      return held.zSetCommands().bZPopMin(wakeKey, millis, TimeUnit.MILLISECONDS) != null;
    } catch (DataAccessException e) {
      drop();
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      throw e;
    }
  }

  private void drop() {
    var held = connection;
    connection = null;
    if (held != null) {
      try {
        held.close();
      } catch (DataAccessException ignored) {
        // It is broken, which is why it goes.
      }
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      drop();
    } finally {
      turn.unlock();
    }
  }
}
