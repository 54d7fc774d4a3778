package com.geniinow.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.servers.DisposableRedis;
import com.geniinow.runtime.servers.LocalServers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RedisPolicyCheckTest {
  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(QueueAutoConfiguration.class));

  @Test
  void starts_on_noeviction() {
    context
        .withPropertyValues("genii.redis-url=" + LocalServers.shared().redisUrl())
        .run(
            started -> {
              assertThat(started).hasNotFailed();
              assertThat(started.getBean(TaskQueue.class).depth(UUID.randomUUID()).total())
                  .isZero();
            });
  }

  @Test
  void refuses_to_start_on_a_redis_that_evicts() {
    try (var redis = new DisposableRedis("--maxmemory-policy", "allkeys-lru")) {
      context
          .withPropertyValues("genii.redis-url=" + redis.redisUrl())
          .run(
              started ->
                  assertThat(started)
                      .getFailure()
                      .rootCause()
                      .hasMessageContaining("allkeys-lru")
                      .hasMessageContaining("noeviction"));
    }
  }

  @Test
  void starts_with_a_warning_where_config_is_forbidden() {
    try (var redis = new DisposableRedis("--rename-command", "CONFIG", "")) {
      context
          .withPropertyValues("genii.redis-url=" + redis.redisUrl())
          .run(
              started ->
                  assertThat(started.getBean(TaskQueue.class).depth(UUID.randomUUID()).total())
                      .isZero());
    }
  }

  @Test
  void starts_while_redis_is_away() {
    var redis = new DisposableRedis();
    redis.close();
    context
        .withPropertyValues("genii.redis-url=" + redis.redisUrl())
        .run(
            started -> {
              assertThat(started).hasNotFailed();
              assertThatThrownBy(() -> started.getBean(TaskQueue.class).depth(UUID.randomUUID()))
                  .isInstanceOf(QueueUnavailableException.class);
            });
  }

  @Test
  void says_what_is_missing_when_no_address_is_given() {
    context
        .withPropertyValues("genii.redis-url=")
        .run(
            started ->
                assertThat(started)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("REDIS_URL is not set"));
  }

  @Test
  void does_not_repeat_a_bad_address_that_may_hold_a_password() {
    context
        .withPropertyValues("genii.redis-url=http://user:hush@somewhere")
        .run(
            started ->
                assertThat(started)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("REDIS_URL must be an address such as")
                    .hasMessageNotContaining("hush"));
  }

  @Test
  void offers_nothing_to_a_service_without_a_redis_address() {
    context.run(started -> assertThat(started).doesNotHaveBean(TaskQueue.class));
  }
}
