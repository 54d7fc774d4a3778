package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestEmbedders;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.platform.embedding.EmbeddingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@RuntimeTest
class EmbeddingQuotaTest {
  @LocalServerPort int port;
  @Autowired List<RecurringJob> jobs;

  @AfterEach
  void reset() {
    TestEmbedders.SHARED.reset();
  }

  @Test
  void what_the_quota_has_no_room_for_is_refused_before_the_call_and_recorded() {
    var agent = agent(8);
    var calls = new AtomicLong();
    TestEmbedders.SHARED.meanwhile(calls::incrementAndGet);
    assertThat(agent.embed(Map.of("text", "hi")).status()).isEqualTo(201);

    for (var refused :
        List.of(
            agent.embed(Map.of("text", "one two three four five six seven")),
            agent.search(Map.of("query", "one two three four five six seven")))) {
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.text("reason")).isEqualTo("quota_exceeded");
      assertThat(refused.text("limit_kind")).isEqualTo("tokens");
      assertThat(refused.body().path("limit").asLong()).isEqualTo(8);
      assertThat(refused.body().path("requested").asLong()).isEqualTo(9);
      assertThat(refused.headers()).containsKey("retry-after");
      assertThat(
              Superuser.count(
                  "SELECT count(*) FROM ledger_entries WHERE event_id = ?::uuid",
                  refused.text("event_id")))
          .isEqualTo(1);
    }
    assertThat(calls.get()).isEqualTo(1);
    assertThat(agent.found("x")).containsExactly("hi");
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void calls_at_once_never_pass_the_limit() throws Exception {
    var agent = agent(50);

    var answers =
        Parallel.all(24, n -> agent.embed(Map.of("text", "a b " + (char) ('c' + n))).status());

    assertThat(answers).contains(201, 429).containsOnly(201, 429);
    assertThat(quota(agent).path("monthly_tokens_used").asLong()).isLessThanOrEqualTo(50);
    assertThat(quota(agent).path("monthly_tokens_reserved").asLong()).isZero();
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void while_a_call_is_on_its_way_its_tokens_are_held() {
    var agent = agent(100);
    var held = new AtomicLong();
    TestEmbedders.SHARED.meanwhile(
        () -> held.set(quota(agent).path("monthly_tokens_reserved").asLong()));

    agent.embedded("hold these");

    assertThat(held.get()).isBetween(2L, 5L);
  }

  @Test
  void a_call_whose_key_is_taken_away_meanwhile_is_paid_and_stores_nothing() {
    var agent = agent(100);
    var key = agent.api().createKey(agent.id());
    var path = "/api/agents/" + agent.id() + "/keys/" + key.text("key_id");
    TestEmbedders.SHARED.meanwhile(() -> agent.api().asAdmin("DELETE", path, null));

    var body = Map.of("text", "hold these");
    var answer = agent.api().bearing(key.text("key"), "POST", agent.path("embed"), body);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(agent.stored()).isEmpty();
    assertThat(quota(agent).path("monthly_tokens_used").asLong()).isBetween(2L, 5L);
    assertThat(quota(agent).path("monthly_tokens_reserved").asLong()).isZero();
    assertThat(holds(agent)).isZero();
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void a_call_that_fails_for_certain_gives_its_hold_back_and_stores_nothing() {
    var agent = agent(100);
    TestEmbedders.SHARED.fail(false);

    var failed = agent.embed(Map.of("text", "a text"));

    assertThat(failed.status()).isEqualTo(503);
    assertThat(failed.text("reason")).isEqualTo("unavailable");
    assertThat(agent.search(Map.of("query", "a text")).status()).isEqualTo(503);
    assertThat(agent.stored()).isEmpty();
    assertThat(quota(agent).path("monthly_tokens_used").asLong()).isZero();
    assertThat(quota(agent).path("monthly_tokens_reserved").asLong()).isZero();
    assertThat(holds(agent)).isZero();
  }

  @Test
  void a_text_that_is_refused_is_the_caller_s_fault_and_gives_its_hold_back() {
    var agent = agent(100);
    TestEmbedders.SHARED.failOn(text -> true, TestEmbedders.refusal());

    assertRefused("text", agent.embed(Map.of("text", "a text")), agent);
    assertRefused("query", agent.search(Map.of("query", "a text")), agent);
    assertThat(agent.embed(Map.of("text", "a text")).body().toString())
        .contains("no such texts here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u200B", "\u202E", "\u0001", "\uE000", "\u00A0", "\uFEFF\u2060"})
  void a_text_without_anything_that_the_model_knows_is_the_caller_s_fault(String text) {
    var agent = agent(100);

    assertRefused("text", agent.embed(Map.of("text", text)), agent);
    assertRefused("query", agent.search(Map.of("query", text)), agent);
  }

  private static void assertRefused(String field, Api.Answer answer, MemoryAgent agent) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.body().path("errors").path(0).path("field").asString()).isEqualTo(field);
    assertThat(agent.stored()).isEmpty();
    assertThat(quota(agent).path("monthly_tokens_used").asLong()).isZero();
    assertThat(quota(agent).path("monthly_tokens_reserved").asLong()).isZero();
    assertThat(holds(agent)).isZero();
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void what_the_provider_says_of_when_is_passed_on_and_costs_nothing() {
    var agent = agent(100);
    TestEmbedders.SHARED.fail(EmbeddingException.later("rests", Duration.ofMillis(19_200), null));

    for (var failed :
        List.of(agent.embed(Map.of("text", "a text")), agent.search(Map.of("query", "a text")))) {
      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.headers().get("retry-after")).containsExactly("20");
    }
    assertThat(quota(agent).path("monthly_tokens_used").asLong()).isZero();
    assertThat(quota(agent).path("monthly_tokens_reserved").asLong()).isZero();
    assertThat(holds(agent)).isZero();
  }

  @Test
  void a_provider_s_account_without_credit_costs_nothing_and_is_told_once() {
    var agent = agent(100);
    var calls = new AtomicLong();
    TestEmbedders.SHARED.meanwhile(calls::incrementAndGet);
    TestEmbedders.SHARED.fail(EmbeddingException.outOfCredit("429", "quota-test", null));

    for (var failed :
        List.of(agent.embed(Map.of("text", "a text")), agent.search(Map.of("query", "a text")))) {
      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.text("reason")).isEqualTo("unavailable");
      assertThat(failed.text("detail")).contains("no credit");
      assertThat(failed.headers().get("retry-after")).containsExactly("60");
    }
    assertThat(calls.get()).isEqualTo(2);
    assertThat(agent.stored()).isEmpty();
    assertThat(quota(agent).path("monthly_tokens_used").asLong()).isZero();
    assertThat(quota(agent).path("monthly_tokens_reserved").asLong()).isZero();
    assertThat(holds(agent)).isZero();
    assertThat(
            Superuser.jdbc()
                .queryForList(
                    "SELECT message FROM alerts WHERE kind = 'provider_out_of_credit'"
                        + " AND channel = 'slack' AND message LIKE '%Provider quota-test%'",
                    String.class))
        .singleElement()
        .asString()
        .contains("Model all-minilm-l6-v2-q")
        .doesNotContain("a text");
  }

  @Test
  void a_call_of_which_nobody_knows_whether_it_was_charged_is_charged_in_full() {
    var agent = agent(100);
    TestEmbedders.SHARED.fail(true);

    assertThat(agent.embed(Map.of("text", "a text")).status()).isEqualTo(503);

    assertThat(quota(agent).path("monthly_tokens_used").asLong()).isPositive();
    assertThat(estimated(agent)).isEqualTo(1);
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void a_hold_that_nobody_settles_is_charged_when_it_runs_out_and_only_once() {
    var agent = agent(100);
    TestEmbedders.SHARED.meanwhile(
        () -> {
          // As if the process that made the call were gone.
          Superuser.jdbc()
              .update(
                  "UPDATE embedding_holds SET expires_at = now() - interval '1 s' WHERE agent_id ="
                      + " ?",
                  agent.id());
          sweep();
        });

    agent.embedded("late but stored");

    assertThat(estimated(agent)).isEqualTo(1);
    assertThat(holds(agent)).isZero();
    assertThat(quota(agent).path("monthly_tokens_reserved").asLong()).isZero();
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM agent_quota_usage WHERE agent_id = ?", agent.id()))
        .isEqualTo(1);
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void more_tokens_than_a_text_can_have_are_not_charged_but_told() {
    var agent = agent(1_000_000);
    TestEmbedders.SHARED.report(1_000_000_000);

    agent.embedded("two words");
    assertThat(agent.search(Map.of("query", "two words")).status()).isEqualTo(200);

    assertThat(quota(agent).path("monthly_tokens_used").asLong()).isBetween(2L, 20L);
    assertThat(quota(agent).path("monthly_tokens_reserved").asLong()).isZero();
    assertThat(
            Superuser.count(
                """
                SELECT count(*) FROM ledger_entries WHERE agent_id = ? AND type = 'usage_implausible'
                  AND (details::json ->> 'reported_tokens')::bigint = 1000000000\
                """,
                agent.id()))
        .isEqualTo(2);
    await()
        .until(
            () ->
                Superuser.count(
                    "SELECT count(*) FROM alerts WHERE agent_id = ? AND kind = 'usage_implausible'",
                    agent.id()),
            count -> count == 1);
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void a_suspended_agent_is_searched_but_remembers_nothing_new() {
    var agent = agent(100);
    agent.embedded("before");
    agent
        .api()
        .asAdmin("POST", "/api/agents/" + agent.id() + "/suspend", Map.of("reason", "a test"));

    assertThat(agent.embed(Map.of("text", "after")).text("reason")).isEqualTo("agent_not_active");
    assertThat(agent.found("before")).containsExactly("before");
  }

  @Test
  void of_a_terminated_agent_no_question_is_embedded_and_nothing_is_charged() {
    var agent = agent(100);
    agent.embedded("before");
    var path = "/api/agents/" + agent.id();
    var ended = agent.api().asAdmin("POST", path + "/terminate", Map.of("reason", "a test"));
    assertThat(ended.status()).as("%s", ended).isEqualTo(200);
    var before = agent.api().asAdmin("GET", path + "/quota", null).body();

    for (var mode : List.of("semantic", "hybrid")) {
      var question = Map.of("query", "before", "mode", mode);
      var answer = agent.api().asAdmin("POST", path + "/memory/search", question);
      assertThat(answer.status()).as("%s", answer).isEqualTo(409);
      assertThat(answer.text("reason")).isEqualTo("agent_not_active");
    }
    var words = Map.of("query", "before", "mode", "text");
    assertThat(agent.api().asAdmin("POST", path + "/memory/search", words).status()).isEqualTo(200);

    var after = agent.api().asAdmin("GET", path + "/quota", null).body();
    for (var figure : List.of("monthly_tokens_used", "monthly_tokens_reserved")) {
      assertThat(after.path(figure)).as(figure).isEqualTo(before.path(figure));
    }
  }

  private void sweep() {
    jobs.stream()
        .filter(job -> job.name().equals("embedding-hold-sweep"))
        .forEach(RecurringJob::run);
  }

  private MemoryAgent agent(long tokens) {
    return MemoryAgent.provision(new Api(port), Map.of("monthly_token_limit", tokens));
  }

  private static JsonNode quota(MemoryAgent agent) {
    return agent
        .api()
        .asAgent(agent.id(), "GET", "/api/agents/" + agent.id() + "/quota", null)
        .body();
  }

  private static long holds(MemoryAgent agent) {
    return Superuser.count("SELECT count(*) FROM embedding_holds WHERE agent_id = ?", agent.id());
  }

  private static long estimated(MemoryAgent agent) {
    return Superuser.count(
        "SELECT count(*) FROM agent_quota_usage WHERE agent_id = ? AND estimated", agent.id());
  }
}
