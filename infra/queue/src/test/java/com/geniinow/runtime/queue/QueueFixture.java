package com.geniinow.runtime.queue;

import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.UUID;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** A queue on a real Redis, under a prefix that no other test uses. */
final class QueueFixture implements AutoCloseable {
  private static final ClientResources RESOURCES = RedisConnections.resources();
  static final Duration LEASE = Duration.ofSeconds(30);

  final String prefix;
  final StringRedisTemplate redis;
  final TaskQueue queue;
  private final LettuceConnectionFactory connections;

  QueueFixture(String url) {
    this(url, "test-" + UUID.randomUUID(), 100, Duration.ofSeconds(2));
  }

  QueueFixture(String url, String prefix, int keepFinished, Duration commandTimeout) {
    this.prefix = prefix;
    var settings = new QueueSettings.Queue(prefix, keepFinished, commandTimeout);
    connections = RedisConnections.started(url, commandTimeout, RESOURCES);
    redis = new StringRedisTemplate(connections);
    queue = new TaskQueue(redis, new RedisPolicyCheck(redis), settings, UUID::randomUUID);
  }

  static QueuedTask task(UUID agent) {
    return new QueuedTask(agent, UUID.randomUUID(), 1, "simulate");
  }

  static QueuedTask attempt(QueuedTask task, int attempt) {
    return new QueuedTask(task.agentId(), task.taskId(), attempt, task.type());
  }

  QueuedTask added(UUID agent) {
    var task = task(agent);
    queue.add(task);
    return task;
  }

  ClaimedJob claimed() {
    return queue.claim("w1", 1, LEASE).getFirst();
  }

  String key(UUID agent, String name) {
    return prefix + ":" + agent + ":" + name;
  }

  long leases() {
    var size = redis.opsForZSet().zCard(prefix + "-fair:leases");
    return size == null ? 0 : size;
  }

  @Override
  public void close() {
    queue.close();
    connections.destroy();
  }
}
