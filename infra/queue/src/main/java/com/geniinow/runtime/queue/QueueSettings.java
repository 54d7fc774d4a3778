package com.geniinow.runtime.queue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the queues are. Bound from {@code genii.*}.
 *
 * @param redisUrl {@code redis://[user:password@]host[:port][/db]}, or {@code rediss://} with TLS
 * @param queue how the queues are kept
 */
@ConfigurationProperties("genii")
public record QueueSettings(@DefaultValue("") String redisUrl, @DefaultValue Queue queue) {
  public QueueSettings {
    if (redisUrl.isBlank()) {
      throw new IllegalArgumentException(
          "REDIS_URL is not set (genii.redis-url): the task queues need a Redis, for example"
              + " redis://localhost:6379");
    }
  }

  /**
   * How the queues are kept. Bound from {@code genii.queue.*}.
   *
   * @param prefix BullMQ's key prefix; {@code {bull}} on a Redis Cluster
   * @param keepFinished finished jobs each queue retains per state, for queue tools to show; 0 or
   *     more
   * @param commandTimeout the longest that one command may take, up to a minute
   */
  public record Queue(
      @DefaultValue("bull") String prefix,
      @DefaultValue("100") int keepFinished,
      @DefaultValue("2s") Duration commandTimeout) {
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    public Queue {
      if (prefix.isBlank()) {
        throw new IllegalArgumentException("genii.queue.prefix must not be blank");
      }
      if (keepFinished < 0) {
        throw new IllegalArgumentException("genii.queue.keep-finished must not be negative");
      }
      if (!commandTimeout.isPositive() || commandTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
        throw new IllegalArgumentException(
            "genii.queue.command-timeout must be positive and at most " + LONGEST_TIMEOUT);
      }
    }
  }
}
