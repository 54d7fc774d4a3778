package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.query.view.quota.QuotaDisplay;
import com.geniinow.runtime.queue.RedisBreaker;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Keeps displayed quotas in Redis, on a connection of its own with a short time-out. A reader that
 * finds nothing gets a lease and may keep what it then reads only while that lease is there; a
 * change removes whatever is there. So what was read before a change is never kept after it.
 */
final class RedisQuotaDisplay implements QuotaDisplay, DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(RedisQuotaDisplay.class);

  /** Nobody waits longer for a display; then PostgreSQL is asked. */
  static final Duration PATIENCE = Duration.ofMillis(200);

  /** The time a reader has to read; longer reads are not kept. */
  private static final Duration LEASE = Duration.ofSeconds(5);

  /** Changes that have not reached Redis yet; what it kept before them expires by itself. */
  private static final int MAX_UNSENT = 10_000;

  private static final String LEASED = "lease:";
  private static final RedisScript<String> READ =
      RedisScript.of(
          """
          local kept = redis.pcall('GET', KEYS[1])
          local left = redis.call('PTTL', KEYS[1])
          if type(kept) == 'string' and left >= 0 and left <= tonumber(ARGV[3]) then
            return kept
          end
          -- Nothing, or not ours: ours have an end, and soon.
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
          return ARGV[1]""",
          String.class);
  private static final RedisScript<Long> KEEP =
      RedisScript.of(
          """
          if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
          redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
          return 1""",
          Long.class);

  private final LettuceConnectionFactory connections;
  private final StringRedisTemplate redis;
  private final Supplier<UUID> ids;
  private final RedisBreaker breaker = new RedisBreaker(DataAccessException.class::isInstance);
  private final Map<UUID, Object> unsent = new ConcurrentHashMap<>();

  /**
   * @param connections are closed with this
   * @param ids source of leases' names
   */
  RedisQuotaDisplay(LettuceConnectionFactory connections, Supplier<UUID> ids) {
    this.connections = connections;
    this.redis = new StringRedisTemplate(connections);
    this.ids = ids;
  }

  @Override
  public String read(UUID agentId, Supplier<String> fresh) {
    if (!unsent.isEmpty()) {
      send(List.of());
    }
    if (unsent.containsKey(agentId)) {
      return fresh.get();
    }
    var key = List.of(key(agentId));
    var lease = LEASED + ids.get();
    var kept = asked(() -> redis.execute(READ, key, lease, millis(LEASE), millis(KEPT)));
    if (kept != null && !kept.startsWith(LEASED)) {
      return kept;
    }
    var read = fresh.get();
    if (lease.equals(kept)) {
      asked(() -> redis.execute(KEEP, key, lease, read, millis(KEPT)));
    }
    return read;
  }

  @Override
  public void changed(UUID agentId) {
    if (unsent.size() >= MAX_UNSENT) {
      unsent.clear();
    }
    unsent.put(agentId, new Object());
    send(List.of(agentId));
  }

  /** Removes what is kept for these and for all whose changes have not reached Redis yet. */
  private void send(List<UUID> agents) {
    var now = Map.copyOf(unsent);
    List<String> keys = new ArrayList<>();
    now.keySet().forEach(agentId -> keys.add(key(agentId)));
    agents.stream().filter(id -> !now.containsKey(id)).forEach(id -> keys.add(key(id)));
    if (!keys.isEmpty() && asked(() -> redis.unlink(keys)) != null) {
      now.forEach(unsent::remove);
    }
  }

  /** What Redis answers, or null when it does not in time. */
  private <T> @Nullable T asked(Supplier<@Nullable T> command) {
    try {
      return breaker.ask(command);
    } catch (CallNotPermittedException e) {
      return null;
    } catch (DataAccessException e) {
      log.debug("quotas are shown without Redis: {}", e.getMessage());
      return null;
    }
  }

  private static String key(UUID agentId) {
    return "genii:quota:" + agentId;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  @Override
  public void destroy() {
    connections.destroy();
  }
}
