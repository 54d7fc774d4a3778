package com.geniinow.runtime.queue;

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
@EnableConfigurationProperties(QueueSettings.class)
public class QueueAutoConfiguration {
  @Bean(destroyMethod = "shutdown")
  @ConditionalOnMissingBean
  ClientResources redisClientResources() {
    return RedisConnections.resources();
  }

  @Bean
  @ConditionalOnMissingBean
  LettuceConnectionFactory redisConnectionFactory(
      QueueSettings settings, ClientResources resources) {
    return RedisConnections.factory(
        settings.redisUrl(), settings.queue().commandTimeout(), resources);
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
  TaskQueue taskQueue(StringRedisTemplate redis, RedisPolicyCheck policy, QueueSettings settings) {
    return new TaskQueue(redis, policy, settings.queue(), UUID::randomUUID);
  }
}
