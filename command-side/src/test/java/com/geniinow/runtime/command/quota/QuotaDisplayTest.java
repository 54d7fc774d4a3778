package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.redis.core.StringRedisTemplate;

/** What is shown of a quota is kept in Redis for a minute, and is real time all the same. */
@RuntimeTest
class QuotaDisplayTest {
  /** What has no end in Redis isn't shown. */
  private static final Duration KEPT = Duration.ofSeconds(60);

  @LocalServerPort int port;
  @Autowired StringRedisTemplate redis;
  private Api api;

  @BeforeEach
  void connect() {
    api = new Api(port);
  }

  @Test
  void a_quota_that_was_shown_is_kept_for_60_seconds_and_shown_alike() {
    var agent =
        QuotaAgent.provision(
            api, Map.of("monthly_cost_limit_usd", new java.math.BigDecimal("0.10")));
    agent.ran(Map.of("estimated_tokens", 10, "model", "gpt-4o"), "gpt-4o", 3, 4);

    var first = agent.quota();

    awaitKept(agent);
    assertThat(redis.getExpire(key(agent))).isBetween(50L, 60L);
    assertThat(agent.quota()).isEqualTo(first);
  }

  @Test
  void each_change_is_shown_by_the_read_that_follows_it() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 1000));
    assertThat(agent.tokensReserved()).isZero();
    var task = agent.submitted(Map.of("estimated_tokens", 100));
    assertThat(agent.tokensReserved()).isEqualTo(100);
    agent.start(task);
    agent.fail(task, 1, null, 0, 5);
    assertThat(agent.tokensUsed()).isEqualTo(5);
    api.asAgent(agent.id(), "POST", "/api/tasks/" + task + "/cancel", Map.of());
    assertThat(agent.tokensReserved()).isZero();
    agent.change(Map.of("monthly_token_limit", 7));
    assertThat(agent.quota().path("monthly_token_limit").asLong()).isEqualTo(7);
  }

  @Test
  void what_is_kept_refuses_nothing_and_admits_nothing() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 100));
    var kept = awaitKept(agent);
    redis
        .opsForValue()
        .set(
            key(agent),
            kept.replace("\"monthly_tokens_used\":0", "\"monthly_tokens_used\":100"),
            KEPT);
    assertThat(agent.tokensUsed()).as("Redis lies").isEqualTo(100);

    assertThat(agent.submit(100).status()).isEqualTo(202);
    redis.opsForValue().set(key(agent), kept, KEPT);
    assertThat(agent.submit(1).status()).isEqualTo(429);
  }

  @Test
  void no_read_goes_back_behind_a_command_that_was_answered() throws Exception {
    var agent = QuotaAgent.provision(api, Map.of());
    var answered = new AtomicLong();
    var working = new AtomicBoolean(true);
    List<Future<Long>> readers = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(5)) {
      for (var i = 0; i < 4; i++) {
        readers.add(
            threads.submit(
                () -> {
                  long reads = 0;
                  while (working.get()) {
                    long atLeast = answered.get();
                    assertThat(agent.quota().path("monthly_token_limit").asLong())
                        .isGreaterThanOrEqualTo(atLeast);
                    reads++;
                  }
                  return reads;
                }));
      }
      for (int limit = 2_000_000; limit < 2_000_050; limit++) {
        assertThat(agent.change(Map.of("monthly_token_limit", limit)).status()).isEqualTo(200);
        answered.set(limit);
      }
      working.set(false);
      for (var reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    }
    assertThat(agent.quota().path("monthly_token_limit").asLong()).isEqualTo(2_000_049);
  }

  /** A Redis that is slow to answer is not waited for, on a busy machine. */
  private String awaitKept(QuotaAgent agent) {
    return await()
        .until(
            () -> {
              agent.quota();
              return redis.opsForValue().get(key(agent));
            },
            kept -> kept != null && kept.startsWith("{"));
  }

  private static String key(QuotaAgent agent) {
    return "genii:quota:" + agent.id();
  }
}
