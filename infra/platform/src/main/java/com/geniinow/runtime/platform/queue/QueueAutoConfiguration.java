package com.geniinow.runtime.platform.queue;

import com.geniinow.runtime.platform.cache.QuotaDisplay;
import io.lettuce.core.resource.ClientResources;
import java.util.UUID;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Offers a {@link TaskQueue} to services that have {@code genii.redis-url} among their properties
 * (an empty one is refused at start) and spring-data-redis with Lettuce on their class path.
 */
@AutoConfiguration
@ConditionalOnClass({StringRedisTemplate.class, ClientResources.class})
@ConditionalOnProperty("genii.redis-url")
@EnableConfigurationProperties(QueueProperties.class)
public class QueueAutoConfiguration {

  @Bean(destroyMethod = "shutdown")
  @ConditionalOnMissingBean
  ClientResources redisClientResources() {
    return RedisConnections.resources();
  }

  @Bean
  @ConditionalOnMissingBean
  LettuceConnectionFactory redisConnectionFactory(
      QueueProperties properties, ClientResources resources) {
    return RedisConnections.factory(properties, resources);
  }

  @Bean
  @ConditionalOnMissingBean
  StringRedisTemplate stringRedisTemplate(LettuceConnectionFactory connections) {
    return new StringRedisTemplate(connections);
  }

  @Bean(initMethod = "refuseToStartOnEviction")
  @ConditionalOnMissingBean
  RedisPolicyCheck redisPolicyCheck(StringRedisTemplate redis) {
    return new RedisPolicyCheck(redis);
  }

  @Bean
  @ConditionalOnMissingBean
  TaskQueue taskQueue(
      StringRedisTemplate redis, RedisPolicyCheck policy, QueueProperties properties) {
    return new TaskQueue(redis, policy, properties.queue(), UUID::randomUUID);
  }

  /** Displayed quotas; a Redis that hangs holds up nobody longer than its short time-out. */
  @Bean
  @ConditionalOnMissingBean
  QuotaDisplay quotaDisplay(QueueProperties properties, ClientResources resources) {
    var queue = properties.queue();
    var impatient =
        new QueueProperties(
            properties.redisUrl(),
            new QueueProperties.Queue(
                queue.prefix(), queue.keepFinished(), RedisQuotaDisplay.PATIENCE));
    var connections = RedisConnections.factory(impatient, resources);
    connections.afterPropertiesSet();
    connections.start();
    return new RedisQuotaDisplay(connections, UUID::randomUUID);
  }
}
