package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestEmbedders;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What is asked for twice, and what is asked for in a way that would silently find nothing. */
@RuntimeTest
class RepeatedEmbeddingTest {
  @LocalServerPort int port;
  private MemoryAgent agent;

  @BeforeEach
  void anAgent() {
    agent = MemoryAgent.provision(new Api(port));
  }

  @AfterEach
  void reset() {
    TestEmbedders.SHARED.reset();
  }

  @Test
  void the_same_key_remembers_a_text_once_and_is_charged_once() {
    var memory = Map.of("text", "the harbour is closed", "idempotency_key", "once");
    var first = agent.embed(memory);
    long used = used();
    var again = agent.embed(memory);

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers()).containsKey("idempotency-replayed");
    assertThat(used()).isEqualTo(used);
    assertThat(agent.found("the harbour is closed")).hasSize(1);
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void the_header_is_as_good_as_the_field_and_both_must_agree() {
    var text = Map.of("text", "the harbour is open");
    var first = agent.embedOnce("key-1", text);
    var again = agent.embedOnce("key-1", text);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text("memory_id")).isEqualTo(first.text("memory_id"));
    assertThat(agent.embedOnce("key-1", Map.of("text", "x", "idempotency_key", "key-2")).status())
        .isEqualTo(400);
  }

  @Test
  void a_key_of_another_text_is_refused_and_changes_nothing() {
    agent.embed(Map.of("text", "one", "idempotency_key", "k"));
    var other = agent.embed(Map.of("text", "two", "idempotency_key", "k"));

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text("reason")).isEqualTo("idempotency_key_reused");
    assertThat(agent.found("two")).containsExactly("one");
  }

  @Test
  void at_the_same_instant_one_memory_is_kept() throws Exception {
    var memory = Map.of("text", "at once", "idempotency_key", "k");
    var answers = Parallel.all(8, n -> agent.embed(memory));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201));
    var ids = new HashSet<String>();
    answers.forEach(answer -> ids.add(answer.text("memory_id")));
    assertThat(ids).hasSize(1);
    assertThat(agent.found("at once")).hasSize(1);
    assertThat(Events.of(agent.id()).count("UsageReserved"))
        .isEqualTo(Events.of(agent.id()).count("UsageRecorded"));
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void at_the_same_instant_another_text_is_refused_and_what_it_used_is_settled_at_once() {
    var other = Map.of("text", "two", "idempotency_key", "k");
    var first = new AtomicBoolean(true);
    TestEmbedders.SHARED.meanwhile(
        () -> {
          if (first.getAndSet(false)) {
            assertThat(agent.embed(other).status()).isEqualTo(201);
          }
        });

    var late = agent.embed(Map.of("text", "one", "idempotency_key", "k"));

    assertThat(late.status()).isEqualTo(422);
    assertThat(late.text("reason")).isEqualTo("idempotency_key_reused");
    assertThat(agent.found("one")).containsExactly("two");
    assertThat(
            Superuser.count("SELECT count(*) FROM embedding_holds WHERE agent_id = ?", agent.id()))
        .isZero();
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM agent_quota_usage WHERE agent_id = ? AND estimated",
                agent.id()))
        .isZero();
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rank\":{\"$near\":1}}",
        "{\"$nor\":[{\"a\":1}]}",
        "{\"a\":[{\"b\":{\"$in\":[1]}}]}",
        "{\"$\":1}"
      })
  void an_operator_that_is_not_known_is_refused(String filter) {
    var search = "{\"query\":\"x\",\"filter\":" + filter + "}";
    var embed = "{\"text\":\"x\",\"metadata\":" + filter + "}";
    for (var answer :
        java.util.List.of(
            agent.api().asAgentRaw(agent.id(), "POST", agent.path("search"), search),
            agent.api().asAgentRaw(agent.id(), "POST", agent.path("embed"), embed))) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body().path("errors").path(0).path("message").asString()).contains("$");
    }
  }

  @Test
  void a_newcomer_s_first_search_finds_what_it_means_and_says_how_near_was_near_enough() {
    agent.embedded("Customers pay their invoices within thirty days");
    agent.embedded("The cat sleeps on the warm windowsill");

    var found = agent.search(Map.of("query", "When do customers pay their bills?"));

    assertThat(MemoryAgent.texts(found))
        .containsExactly("Customers pay their invoices within thirty days");
    assertThat(found.body().path("min_similarity").asDouble()).isEqualTo(0.35);
    assertThat(
            agent
                .search(Map.of("query", "x", "min_similarity", 0.5))
                .body()
                .path("min_similarity")
                .asDouble())
        .isEqualTo(0.5);
  }

  private long used() {
    return agent
        .api()
        .asAdmin("GET", "/api/agents/" + agent.id() + "/quota", null)
        .body()
        .path("monthly_tokens_used")
        .asLong();
  }
}
