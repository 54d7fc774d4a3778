package com.geniinow.runtime.command.price;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A hold is at the price in force when it is made, and its settlement too. */
@RuntimeTest
class PriceAtTheMomentTest {
  private static final long TOKENS = 1_000_000;

  @Autowired TaskClient tasks;
  private String model;
  private UUID agent;

  @BeforeEach
  void price() {
    model = "test-" + UUID.randomUUID();
    set(1);
    agent =
        tasks.api.provision(
            Map.of("monthly_token_limit", 1_000 * TOKENS, "monthly_cost_limit_usd", 10_000));
  }

  @Test
  void what_was_held_before_a_price_rose_is_settled_at_the_price_of_its_hold() {
    var task = submit();
    int attempt = tasks.start(task);
    set(5);

    report(task, attempt, "complete", Map.of("result", "done"));

    assertThat(used()).isEqualByComparingTo("1");
    assertThat(version()).isOne();
  }

  @Test
  void a_retry_is_held_at_the_price_of_its_own_moment() {
    var task = submit();
    int attempt = tasks.start(task);
    set(5);

    report(task, attempt, "fail", Map.of("error", "boom", "retryable", true));

    assertThat(used()).isEqualByComparingTo("1");
    assertThat(held()).isEqualByComparingTo("5");
  }

  @Test
  void a_redrive_is_held_at_the_price_of_its_own_moment() {
    var task = submit();
    report(task, tasks.start(task), "fail", Map.of("error", "boom", "retryable", false));
    tasks.awaitStatus(task, "dead_lettered");
    set(5);

    assertThat(tasks.redrive(task).status()).isEqualTo(202);

    assertThat(held()).isEqualByComparingTo("5");
  }

  /** Of many at once nobody holds by a price that was not in force at that moment. */
  @Test
  void while_prices_change_each_hold_is_at_the_version_of_its_moment() throws Exception {
    Parallel.all(
        40,
        n -> {
          if (n % 8 == 7) {
            set(1 + n % 5);
          } else {
            submit();
          }
          return n;
        });

    var wrong =
        tasks
            .system
            .sql(
                """
                SELECT count(*) FROM domain_event_entry e
                JOIN LATERAL (SELECT p.version, p.output_usd_per_mtok AS usd FROM model_prices p
                  WHERE p.model = ? AND p.valid_from <= (e.payload::json ->> 'at')::timestamptz
                  ORDER BY p.valid_from DESC, p.version DESC LIMIT 1) p ON true
                WHERE e.agent_id = ? AND e.payload_type LIKE '%UsageReserved'
                  AND (p.version <> (e.payload::json ->> 'priceVersion')::int
                    OR p.usd <> (e.payload::json ->> 'costUsd')::numeric)""")
            .param(model)
            .param(agent)
            .query(Long.class)
            .single();
    var held =
        tasks
            .system
            .sql(
                "SELECT count(*) FROM domain_event_entry WHERE agent_id = ?"
                    + " AND payload_type LIKE '%UsageReserved'")
            .param(agent)
            .query(Long.class)
            .single();

    assertThat(held).isEqualTo(35);
    assertThat(wrong).isZero();
    Replayed.assertLiveEqualsReplay(tasks.api);
  }

  private UUID submit() {
    var answer = tasks.trySubmit(agent, Map.of("estimated_tokens", TOKENS, "model", model));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  private void report(UUID task, int attempt, String how, Map<String, ?> more) {
    var body = new HashMap<String, Object>(more);
    body.put("usage", Map.of("model", model, "input_tokens", 0, "output_tokens", TOKENS));
    var answer =
        tasks.api.asWorker(
            "POST", "/internal/tasks/" + task + "/attempts/" + attempt + "/" + how, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private void set(int output) {
    var body = Map.of("input_usd_per_mtok", 0, "output_usd_per_mtok", output, "reason", "test");
    assertThat(tasks.api.asAdmin("PUT", "/api/prices/" + model, body).status()).isEqualTo(200);
  }

  private BigDecimal used() {
    return quota("monthly_cost_used_usd");
  }

  private BigDecimal held() {
    return quota("monthly_cost_reserved_usd");
  }

  private BigDecimal quota(String field) {
    return tasks
        .api
        .asAgent(agent, "GET", "/api/agents/" + agent + "/quota", null)
        .body()
        .path(field)
        .decimalValue();
  }

  private int version() {
    return tasks
        .api
        .asAgent(agent, "GET", "/api/agents/" + agent + "/quota/usage", null)
        .body()
        .path("items")
        .path(0)
        .path("price_version")
        .asInt();
  }
}
