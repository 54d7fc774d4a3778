package com.geniinow.runtime.queue;

import com.geniinow.runtime.platform.setting.StartRefusedException;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Refuses a Redis that evicts: under memory pressure every policy but {@code noeviction} drops
 * acknowledged jobs without an error.
 */
public final class RedisPolicyCheck {
  private static final Logger log = LoggerFactory.getLogger(RedisPolicyCheck.class);
  private static final String SAFE = "noeviction";

  private final StringRedisTemplate redis;
  private volatile boolean passed;

  public RedisPolicyCheck(StringRedisTemplate redis) {
    this.redis = redis;
  }

  /**
   * To be called at start. A Redis that is unavailable passes for now and is checked before its
   * first use; one that hides its policy (a managed one) passes with a warning.
   *
   * @throws StartRefusedException if Redis evicts
   */
  public void refuseToStartOnEviction() {
    try {
      checkOnce();
    } catch (DataAccessException e) {
      log.warn(
          "REDIS_URL: no Redis answers there at start; tasks are taken in and wait until one does");
    } catch (QueueUnavailableException e) {
      throw new StartRefusedException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Looks at the policy unless it was found safe before.
   *
   * @throws QueueUnavailableException if Redis evicts
   * @throws DataAccessException if Redis is unavailable
   */
  void checkOnce() {
    if (passed) {
      return;
    }
    var policy = policy();
    if (policy != null && !policy.equals(SAFE)) {
      throw new QueueUnavailableException(
          "Redis has maxmemory-policy '%s', which drops queued work without a word when memory runs short; set it to '%s'"
              .formatted(policy, SAFE));
    }
    passed = true;
  }

  private @Nullable String policy() {
    try {
      var answer =
          redis.execute(
              (RedisCallback<Properties>)
                  connection -> connection.serverCommands().getConfig("maxmemory-policy"));
      String policy = answer == null ? null : answer.getProperty("maxmemory-policy");
      if (policy == null) {
        log.warn("Redis doesn't show its maxmemory-policy; make sure that it is {}", SAFE);
      }
      return policy;
    } catch (DataAccessException e) {
      if (!isForbidden(e)) {
        throw e;
      }
      log.warn(
          "Redis doesn't let its maxmemory-policy be read; make sure that it is {}: {}",
          SAFE,
          e.getMostSpecificCause().getMessage());
      return null;
    }
  }

  /** No right to CONFIG, or no such command: as opposed to loading, busy or unavailable. */
  private static boolean isForbidden(DataAccessException e) {
    var message = e.getMostSpecificCause().getMessage();
    return message != null
        && e.getMostSpecificCause() instanceof RedisCommandExecutionException
        && (message.startsWith("NOPERM") || message.startsWith("ERR"));
  }
}
