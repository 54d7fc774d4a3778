package com.geniinow.runtime.queue;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Connections that fail fast while Redis is unavailable and work again soon after it does. */
public final class RedisConnections {
  private static final Duration FIRST_RECONNECT = Duration.ofMillis(50);
  private static final Duration SLOWEST_RECONNECT = Duration.ofSeconds(1);

  private RedisConnections() {}

  /** What several connections share; to be shut down by its owner. */
  public static ClientResources resources() {
    return DefaultClientResources.builder()
        .reconnectDelay(
            Delay.fullJitter(
                FIRST_RECONNECT,
                SLOWEST_RECONNECT,
                FIRST_RECONNECT.toMillis(),
                TimeUnit.MILLISECONDS))
        .build();
  }

  /**
   * A connection of its own, started.
   *
   * @param timeout the longest that connecting or one command may take
   */
  public static LettuceConnectionFactory started(
      String redisUrl, Duration timeout, ClientResources resources) {
    var connections = factory(redisUrl, timeout, resources);
    connections.afterPropertiesSet();
    connections.start();
    return connections;
  }

  static LettuceConnectionFactory factory(
      String redisUrl, Duration timeout, ClientResources resources) {
    var uri = uri(redisUrl);
    var options =
        ClientOptions.builder()
            // Waiting for Redis to come back is the caller's decision, not the driver's.
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(timeout).keepAlive(true).build())
            .timeoutOptions(TimeoutOptions.enabled(timeout))
            .build();
    var client =
        LettuceClientConfiguration.builder()
            .apply(uri)
            .clientOptions(options)
            .clientResources(resources)
            .commandTimeout(timeout)
            .shutdownTimeout(Duration.ofMillis(100))
            .build();
    return new LettuceConnectionFactory(
        LettuceConnectionFactory.createRedisConfiguration(uri), client);
  }

  private static RedisURI uri(String url) {
    try {
      return RedisURI.create(url.strip());
    } catch (IllegalArgumentException e) {
      // Not the cause's text and not the URL: it may hold a password.
      throw new WrongSettingException(
          "REDIS_URL must be an address such as redis://[user:password@]host[:port][/db]");
    }
  }
}
