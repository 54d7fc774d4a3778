package com.geniinow.runtime.command.price;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.events.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The price book over HTTP. */
@RuntimeTest
class PriceRoutesTest {
  @LocalServerPort int port;
  private Api api;
  private String model;

  @BeforeEach
  void connect() {
    api = new Api(port);
    model = "test-" + UUID.randomUUID();
  }

  @Test
  void configured_prices_are_version_1() {
    var price = item(api.asWorker("GET", "/api/prices?limit=200", null), "gpt-4o");

    assertThat(price.path("version").asInt()).isOne();
    assertThat(price.path("provider").asString()).isEqualTo("openai");
    assertThat(price.path("currency").asString()).isEqualTo("USD");
    assertThat(price.path("input_usd_per_mtok").decimalValue()).isEqualByComparingTo("2.5");
    assertThat(price.path("cached_input_usd_per_mtok").decimalValue()).isEqualByComparingTo("1.25");
    assertThat(price.path("cache_write_1h_usd_per_mtok").isNull()).isTrue();
    assertThat(price.has("long_context_from")).isTrue();
  }

  @Test
  void a_change_is_a_new_version_that_keeps_what_it_does_not_name() {
    set(
        Map.of(
            "input_usd_per_mtok", 1, "output_usd_per_mtok", 2, "cached_input_usd_per_mtok", 0.5));

    var second = set(Map.of("output_usd_per_mtok", 3));

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body().path("version").asInt()).isEqualTo(2);
    assertThat(second.body().path("input_usd_per_mtok").decimalValue()).isEqualByComparingTo("1");
    assertThat(second.body().path("cached_input_usd_per_mtok").decimalValue())
        .isEqualByComparingTo("0.5");
    assertThat(item(list(), model)).isEqualTo(second.body());
    assertThat(history()).hasSize(2);
  }

  @Test
  void null_makes_a_price_unknown_again() {
    set(
        Map.of(
            "input_usd_per_mtok", 1, "output_usd_per_mtok", 2, "cached_input_usd_per_mtok", 0.5));
    var change = new HashMap<String, Object>();
    change.put("cached_input_usd_per_mtok", null);

    assertThat(set(change).body().path("cached_input_usd_per_mtok").isNull()).isTrue();
  }

  @Test
  void a_price_that_is_yet_to_come_stands_behind_the_one_in_force() {
    set(Map.of("input_usd_per_mtok", 1, "output_usd_per_mtok", 2));
    var from = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    set(Map.of("input_usd_per_mtok", 9, "valid_from", from.toString()));

    var listed =
        StreamSupport.stream(list().body().path("items").spliterator(), false)
            .filter(price -> price.path("model").asString().equals(model))
            .toList();

    assertThat(listed).extracting(p -> p.path("version").asInt()).containsExactly(1, 2);
    assertThat(listed.getLast().path("valid_from").asString()).isEqualTo(from.toString());
    assertThat(costOf(1_000_000)).isEqualByComparingTo("2");
  }

  @Test
  void a_model_whose_first_price_is_yet_to_come_has_none() {
    var from = Instant.now().plus(1, ChronoUnit.DAYS);
    set(Map.of("input_usd_per_mtok", 1, "output_usd_per_mtok", 2, "valid_from", from.toString()));
    var agent = api.provision(Map.of());
    var task = Map.of("type", "simulate", "estimated_tokens", 1, "model", model);

    assertThat(api.asAgent(agent, "POST", "/api/tasks", task).status()).isEqualTo(400);
  }

  @Test
  void a_change_of_now_keeps_what_is_in_force_now() {
    set(Map.of("input_usd_per_mtok", 1, "output_usd_per_mtok", 2));
    var from = Instant.now().plus(30, ChronoUnit.DAYS);
    set(Map.of("output_usd_per_mtok", 1, "valid_from", from.toString()));

    var changed = set(Map.of("cached_input_usd_per_mtok", 0.5));

    assertThat(changed.body().path("output_usd_per_mtok").decimalValue()).isEqualByComparingTo("2");
  }

  @Test
  void the_platform_is_no_agent() {
    var platform = "/api/agents/" + Ids.PLATFORM;
    var why = Map.of("reason", "test");

    assertThat(api.asAdmin("GET", platform, null).status()).isEqualTo(404);
    var past = platform.replace("/api/", "/api/audit/");
    assertThat(api.asAdmin("GET", past, null).status()).isEqualTo(404);
    assertThat(api.asAdmin("POST", platform + "/suspend", why).status()).isEqualTo(404);
    assertThat(
            api.asAdmin("POST", platform + "/quota/corrections", Map.of("tokens", 1, "reason", "t"))
                .status())
        .isEqualTo(404);
    assertThat(set(Map.of("input_usd_per_mtok", 1, "output_usd_per_mtok", 2)).status())
        .isEqualTo(200);
  }

  @Test
  void what_is_submitted_next_is_held_at_the_new_price() {
    set(Map.of("input_usd_per_mtok", 1, "output_usd_per_mtok", 2));
    assertThat(costOf(1_000_000)).isEqualByComparingTo("2");

    set(Map.of("output_usd_per_mtok", 4));

    assertThat(costOf(1_000_000)).isEqualByComparingTo("4");
  }

  @Test
  void the_list_comes_page_by_page() {
    var first = api.asAdmin("GET", "/api/prices?limit=2", null);
    var second =
        api.asAdmin("GET", "/api/prices?limit=2&cursor=" + first.text("next_cursor"), null);

    assertThat(first.body().path("items")).hasSize(2);
    assertThat(second.body().path("items").path(0).path("model").asString())
        .isGreaterThan(first.body().path("items").path(1).path("model").asString());
  }

  @Test
  void a_model_s_name_may_have_a_slash() {
    var name = "org/" + model;
    var path = "/api/prices/" + name.replace("/", "%2F");

    var answer =
        api.asAdmin(
            "PUT",
            path,
            Map.of("input_usd_per_mtok", 1, "output_usd_per_mtok", 2, "reason", "new"));

    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.text("model")).isEqualTo(name);
    var order =
        Map.of(
            "from",
            "2026-01-01T00:00:00Z",
            "to",
            "2026-01-02T00:00:00Z",
            "version",
            1,
            "reason",
            "test");
    assertThat(api.asAdmin("POST", path + "/reprice", order).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reason\": \"a\"}",
        "{\"reason\": \"a\", \"input_usd_per_mtok\": 1}",
        "{\"reason\": \"\", \"input_usd_per_mtok\": 1, \"output_usd_per_mtok\": 1}",
        "{\"input_usd_per_mtok\": 1, \"output_usd_per_mtok\": 1}",
        "{\"reason\": \"a\", \"input_usd_per_mtok\": null, \"output_usd_per_mtok\": 1}",
        "{\"reason\": \"a\", \"input_usd_per_mtok\": -1, \"output_usd_per_mtok\": 1}",
        "{\"reason\": \"a\", \"input_usd_per_mtok\": 0.00001, \"output_usd_per_mtok\": 1}",
        "{\"reason\": \"a\", \"input_usd_per_mtok\": 1000001, \"output_usd_per_mtok\": 1}",
        "{\"reason\": \"a\", \"input_usd_per_mtok\": 1, \"output_usd_per_mtok\": 1,"
            + " \"long_context_from\": 5}",
        "{\"reason\": \"a\", \"input_usd_per_mtok\": 1, \"output_usd_per_mtok\": 1,"
            + " \"cap_field\": \"max\"}",
        "{\"reason\": \"a\", \"input_usd_per_mtok\": 1, \"output_usd_per_mtok\": 1,"
            + " \"valid_from\": \"2020-01-01T00:00:00Z\"}",
        "{\"reason\": \"a\", \"input_usd_per_mtok\": 1, \"output_usd_per_mtok\": 1,"
            + " \"cached_input_usd_per_mtok\": -1}",
        "{\"reason\": \"a\", \"input_usd_per_mtok\": 1, \"output_usd_per_mtok\": 1, \"more\": 1}"
      })
  void what_is_no_price_is_refused_and_changes_nothing(String body) {
    var answer =
        api.asAdmin("PUT", "/api/prices/" + model, "application/json", body.getBytes(UTF_8));

    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(history()).isEmpty();
  }

  @Test
  void only_an_administrator_sets_prices_and_everybody_sees_them() {
    var agent = api.provision(Map.of());
    var body = Map.of("input_usd_per_mtok", 1, "output_usd_per_mtok", 2, "reason", "mine");

    assertThat(api.asAgent(agent, "PUT", "/api/prices/" + model, body).status()).isEqualTo(403);
    assertThat(api.asWorker("PUT", "/api/prices/" + model, body).status()).isEqualTo(403);
    assertThat(api.asAgent(agent, "GET", "/api/prices", null).status()).isEqualTo(200);
    assertThat(api.asAgent(agent, "GET", "/api/ledger/platform", null).status()).isEqualTo(403);
  }

  @Test
  void each_version_is_an_entry_of_the_platform_s_ledger() {
    var before = Instant.now().minusSeconds(5);
    set(Map.of("input_usd_per_mtok", 1, "output_usd_per_mtok", 2));
    set(Map.of("output_usd_per_mtok", 3));

    var entries =
        api.asAdmin("GET", "/api/ledger/platform?limit=200&from=" + before, null)
            .body()
            .path("items")
            .valueStream()
            .filter(entry -> entry.path("details").path("model").asString("").equals(model))
            .toList();

    assertThat(entries).extracting(e -> e.path("type").asString()).containsOnly("price_set");
    assertThat(entries)
        .extracting(e -> e.path("details").path("version").asInt())
        .containsExactly(1, 2);
  }

  private JsonNode history() {
    return api.asAdmin("GET", "/api/prices?model=" + model, null).body().path("items");
  }

  private Answer list() {
    return api.asAdmin("GET", "/api/prices?limit=200", null);
  }

  private Answer set(Map<String, ?> change) {
    Map<String, Object> body = new HashMap<>(change);
    body.put("reason", "test");
    return api.asAdmin("PUT", "/api/prices/" + model, body);
  }

  private static JsonNode item(Answer list, String model) {
    return StreamSupport.stream(list.body().path("items").spliterator(), false)
        .filter(price -> price.path("model").asString().equals(model))
        .findFirst()
        .orElseThrow();
  }

  /** What a task of so many tokens holds. */
  private BigDecimal costOf(long tokens) {
    var agent = api.provision(Map.of("monthly_token_limit", 10_000_000));
    var task = Map.of("type", "simulate", "estimated_tokens", tokens, "model", model);
    assertThat(api.asAgent(agent, "POST", "/api/tasks", task).status()).isEqualTo(202);
    return api.asAgent(agent, "GET", "/api/agents/" + agent + "/quota", null)
        .body()
        .path("monthly_cost_reserved_usd")
        .decimalValue();
  }
}
