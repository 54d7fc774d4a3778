package com.geniinow.runtime.command.price;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Uses that are charged by another price afterwards. */
@RuntimeTest
class RepriceTest {
  private static final String EVER = "2020-01-01T00:00:00Z";

  @Autowired TaskClient tasks;
  private String model;
  private UUID agent;

  @BeforeEach
  void price() {
    model = "test-" + UUID.randomUUID();
    set(1, 2); // version 1
    agent = tasks.agent(10_000_000);
  }

  @Test
  void each_use_is_corrected_once_to_what_it_costs_at_that_version() {
    var task = used(1_000_000, 500_000);
    assertThat(cost()).isEqualByComparingTo("2");
    set(3, 2); // version 2

    var done = reprice(2, false, EVER, future());

    assertThat(done.path("corrected").asLong()).isOne();
    assertThat(done.path("delta_usd").decimalValue()).isEqualByComparingTo("2");
    assertThat(cost()).isEqualByComparingTo("4");
    assertThat(tasks.view(task, "cost_usd").decimalValue()).isEqualByComparingTo("4");
    var row = usage().path(1);
    assertThat(row.path("kind").asString()).isEqualTo("correction");
    assertThat(row.path("price_version").asInt()).isEqualTo(2);
    assertThat(row.path("corrects").asString())
        .isEqualTo(usage().path(0).path("usage_id").asString());

    var again = reprice(2, false, EVER, future());

    assertThat(again.path("corrected").asLong()).isZero();
    assertThat(again.path("unchanged").asLong()).isOne();
    assertThat(cost()).isEqualByComparingTo("4");
  }

  /** The service's own timer runs it, too, beside these. */
  @Test
  void each_use_is_counted_once_however_many_run_the_repricer_at_once() throws Exception {
    for (int n = 0; n < 12; n++) {
      used(100_000, 0);
    }
    set(3, 2);
    var path = ordered(2, false, EVER, future());

    try (var runners = Executors.newFixedThreadPool(4)) {
      for (var run : runners.invokeAll(Collections.nCopies(4, repricer()))) {
        run.get();
      }
    }

    var done = done(path);
    assertThat(done.path("examined").asLong()).isEqualTo(12);
    assertThat(done.path("corrected").asLong()).isEqualTo(12);
    assertThat(done.path("unchanged").asLong()).isZero();
    assertThat(done.path("delta_usd").decimalValue()).isEqualByComparingTo("2.4");
    assertThat(cost()).isEqualByComparingTo("3.6");
  }

  private Callable<Void> repricer() {
    return () -> {
      tasks.run("repricer");
      return null;
    };
  }

  @Test
  void a_second_price_is_counted_from_what_the_first_made_of_it() {
    used(1_000_000, 0);
    set(3, 2);
    set(0.5, 2);

    reprice(2, false, EVER, future());
    reprice(3, false, EVER, future());

    assertThat(cost()).isEqualByComparingTo("0.5");
  }

  @Test
  void a_use_that_is_settled_after_an_order_is_corrected_by_the_same_order_again() {
    var task = submitted(1_000_000, model);
    set(3, 2);
    reprice(2, false, EVER, future());
    complete(task, Map.of("model", model, "input_tokens", 1_000_000, "output_tokens", 0));
    assertThat(cost()).isEqualByComparingTo("1");

    reprice(2, false, EVER, future());

    assertThat(cost()).isEqualByComparingTo("3");
  }

  @Test
  void a_dry_run_counts_and_changes_nothing() {
    used(1_000_000, 0);
    set(3, 2);

    var done = reprice(2, true, EVER, future());

    assertThat(done.path("corrected").asLong()).isOne();
    assertThat(done.path("delta_usd").decimalValue()).isEqualByComparingTo("2");
    assertThat(cost()).isEqualByComparingTo("1");
    assertThat(usage()).hasSize(1);
  }

  @Test
  void the_time_of_the_hold_decides_which_uses_are_meant() {
    used(1_000_000, 0);
    set(3, 2);

    var done = reprice(2, false, EVER, "2021-01-01T00:00:00Z");

    assertThat(done.path("examined").asLong()).isZero();
    assertThat(cost()).isEqualByComparingTo("1");
  }

  @Test
  void at_the_version_that_it_was_charged_by_nothing_changes() {
    used(1_000_000, 0);

    var done = reprice(1, false, EVER, future());

    assertThat(done.path("unchanged").asLong()).isOne();
    assertThat(usage()).hasSize(1);
  }

  @Test
  void a_use_of_today_gets_another_price_on_its_day() {
    used(1_000_000, 0);
    set(3, 2); // version 2

    reprice(2, false, EVER, future());

    var day = usage().path(0).path("day").asString();
    assertThat(day).isNotBlank();
    assertThat(usage().path(1).path("day").asString()).isEqualTo(day);
    var quota = tasks.api.asAdmin("GET", "/api/agents/" + agent + "/quota", null).body();
    assertThat(quota.path("day").asString()).isEqualTo(day);
    assertThat(quota.path("daily_cost_used_usd").decimalValue()).isEqualByComparingTo("3");
  }

  @Test
  void a_dated_variant_goes_with_its_family_unless_it_had_a_price_of_its_own() {
    var family = model;
    used(1_000_000, 0, family + "-2026-01-01");
    model = family + "-2026-02-02";
    set(7, 7);
    used(1_000_000, 0, model);
    model = family;
    set(3, 2);

    var done = reprice(2, false, EVER, future());

    assertThat(done.path("corrected").asLong()).isOne();
    assertThat(done.path("unchanged").asLong()).isOne();
    assertThat(cost()).isEqualByComparingTo("10"); // 3 and 7
  }

  @Test
  void what_its_worker_priced_itself_is_left_alone() {
    var task = submitted(1_000_000, model);
    complete(
        task,
        Map.of("model", model, "input_tokens", 1_000_000, "output_tokens", 0, "cost_usd", 0.25));
    set(3, 2);

    assertThat(reprice(2, false, EVER, future()).path("unchanged").asLong()).isOne();
    assertThat(cost()).isEqualByComparingTo("0.25");
  }

  @Test
  void what_was_served_dearer_is_dearer_at_the_other_price_too() {
    var task = submitted(1_000_000, model);
    complete(
        task,
        Map.of(
            "model",
            model,
            "input_tokens",
            100_000,
            "output_tokens",
            0,
            "service_tier",
            "priority"));
    assertThat(cost()).isEqualByComparingTo("0.2");
    set(3, 2);

    reprice(1, false, EVER, future());
    assertThat(cost()).isEqualByComparingTo("0.2");
    reprice(2, false, EVER, future());

    assertThat(cost()).isEqualByComparingTo("0.6");
  }

  @Test
  void a_dry_run_says_too_what_would_be_refused() {
    used(1_000_000, 0);
    set(0, 2);
    tasks.api.asAdmin(
        "POST",
        "/api/agents/" + agent + "/quota/corrections",
        Map.of("cost_usd", new BigDecimal("-0.5"), "reason", "a gift"));

    assertThat(reprice(2, true, EVER, future()).path("refused").asLong()).isOne();
  }

  @Test
  void what_would_take_back_more_than_is_left_is_counted_as_refused() {
    used(1_000_000, 0);
    set(0, 2);
    tasks.api.asAdmin(
        "POST",
        "/api/agents/" + agent + "/quota/corrections",
        Map.of("cost_usd", new BigDecimal("-0.5"), "reason", "a gift"));

    var done = reprice(2, false, EVER, future());

    assertThat(done.path("refused").asLong()).isOne();
    assertThat(cost()).isEqualByComparingTo("0.5");
  }

  private UUID used(long input, long output) {
    return used(input, output, model);
  }

  private UUID used(long input, long output, String called) {
    var task = submitted(input + output, called);
    complete(task, Map.of("model", called, "input_tokens", input, "output_tokens", output));
    return task;
  }

  private UUID submitted(long tokens, String called) {
    var answer = tasks.trySubmit(agent, Map.of("estimated_tokens", tokens, "model", called));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  private void complete(UUID task, Map<String, ?> usage) {
    int attempt = tasks.start(task);
    var answer =
        tasks.api.asWorker(
            "POST",
            "/internal/tasks/" + task + "/attempts/" + attempt + "/complete",
            Map.of("result", "done", "usage", usage));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private void set(double input, double output) {
    var body = Map.of("input_usd_per_mtok", input, "output_usd_per_mtok", output, "reason", "test");
    assertThat(tasks.api.asAdmin("PUT", "/api/prices/" + model, body).status()).isEqualTo(200);
  }

  private JsonNode reprice(int version, boolean dryRun, String from, String to) {
    return done(ordered(version, dryRun, from, to));
  }

  private String ordered(int version, boolean dryRun, String from, String to) {
    var body =
        Map.of("from", from, "to", to, "version", version, "reason", "wrong", "dry_run", dryRun);
    var ordered = tasks.api.asAdmin("POST", "/api/prices/" + model + "/reprice", body);
    assertThat(ordered.status()).as("%s", ordered).isEqualTo(202);
    return "/api/prices/reprices/" + ordered.text("reprice_id");
  }

  private JsonNode done(String path) {
    for (int n = 0; n < 1_000; n++) {
      var progress = tasks.api.asAdmin("GET", path, null);
      if (progress.text("state").equals("done")) {
        return progress.body();
      }
      tasks.run("repricer");
    }
    throw new AssertionError("never done");
  }

  private static String future() {
    return Instant.now().plusSeconds(3_600).toString();
  }

  private BigDecimal cost() {
    return tasks
        .api
        .asAgent(agent, "GET", "/api/agents/" + agent + "/quota", null)
        .body()
        .path("monthly_cost_used_usd")
        .decimalValue();
  }

  private JsonNode usage() {
    return tasks
        .api
        .asAgent(agent, "GET", "/api/agents/" + agent + "/quota/usage", null)
        .body()
        .path("items");
  }
}
