package com.geniinow.runtime.queue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Hears, on one connection of its own, when an agent may have more to claim, and wakes one of those
 * who wait for such work, the longest waiting first. A sign may get lost with its connection; who
 * waits looks now and then without one.
 */
final class WorkSignal implements AutoCloseable {
  private final RedisConnectionFactory connections;
  private final byte[] channel;
  private final ReentrantLock turn = new ReentrantLock();
  private final Set<WorkWait> waiting = new LinkedHashSet<>();
  private @Nullable RedisConnection connection;
  private volatile boolean ended;

  WorkSignal(RedisConnectionFactory connections, String prefix) {
    this.connections = connections;
    this.channel = (prefix + "-fair:work").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Begins to wait.
   *
   * @throws DataAccessException when Redis can't be listened to
   */
  WorkWait listen(WantedWork wanted) {
    listen();
    var wait = new WorkWait(this, wanted);
    synchronized (waiting) {
      waiting.add(wait);
    }
    if (ended) {
      wait.end();
    }
    return wait;
  }

  void leave(WorkWait wait) {
    synchronized (waiting) {
      waiting.remove(wait);
    }
  }

  /** Lets nobody wait any longer. */
  void endAll() {
    ended = true;
    synchronized (waiting) {
      waiting.forEach(WorkWait::end);
    }
  }

  boolean isEnded() {
    return ended;
  }

  /** The driver subscribes again by itself where the connection was lost. */
  private void listen() {
    turn.lock();
    try {
      var held = connection;
      if (held != null && !held.isClosed() && held.isSubscribed()) {
        return;
      }
      drop();
      held = connections.getConnection();
      connection = held;
      held.subscribe(this::heard, channel);
    } catch (DataAccessException e) {
      drop();
      throw e;
    } finally {
      turn.unlock();
    }
  }

  private void heard(Message message, byte @Nullable [] pattern) {
    var words = new String(message.getBody(), StandardCharsets.UTF_8).split(" ");
    wakeOne(words[0], Set.copyOf(Arrays.asList(words).subList(1, words.length)));
  }

  private void wakeOne(String queue, Set<String> types) {
    List<WorkWait> all;
    synchronized (waiting) {
      all = List.copyOf(waiting);
    }
    for (var wait : all) {
      if (wait.offer(queue, types, () -> wakeOne(queue, types))) {
        return;
      }
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
    endAll();
    turn.lock();
    try {
      drop();
    } finally {
      turn.unlock();
    }
  }
}
