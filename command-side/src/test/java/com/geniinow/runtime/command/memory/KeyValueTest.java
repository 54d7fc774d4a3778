package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.platform.web.Json;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

@RuntimeTest
class KeyValueTest {
  private static final JsonMapper JSON = Json.mapper();

  @LocalServerPort int port;
  private MemoryAgent agent;

  @BeforeEach
  void anAgent() {
    agent = MemoryAgent.provision(new Api(port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "\"text with \\u0001 and \\\\ and 🙂\"",
        "1.10",
        "123456789012345678901234567890.5",
        "1e40",
        "{\"a\":[1,{\"b\":null}],\"\":2}",
        "[]",
      })
  void any_json_value_comes_back_as_it_was_put(String value) {
    var put = agent.put("k", JSON.readTree(value));

    assertThat(put.status()).as("%s", put).isEqualTo(200);
    var got = agent.get("k");
    assertThat(got.body().path("value")).isEqualTo(put.body().path("value"));
    assertThat(got.body().path("value"))
        .hasToString(JSON.readTree(JSON.writeValueAsString(JSON.readTree(value))).toString());
    assertThat(got.body()).isEqualTo(put.body());
  }

  @Test
  void versions_count_the_values_of_a_key_and_begin_again_after_it_was_deleted() {
    assertThat(agent.put("k", "a").body().path("version").asLong()).isEqualTo(1);
    var second = agent.put("k", "b");
    assertThat(second.body().path("version").asLong()).isEqualTo(2);
    assertThat(second.headers().get("etag")).containsExactly("\"2\"");
    assertThat(agent.get("k").headers().get("etag")).containsExactly("\"2\"");

    assertThat(agent.delete("k").status()).isEqualTo(204);

    assertThat(agent.get("k").status()).isEqualTo(404);
    assertThat(agent.delete("k").status()).isEqualTo(404);
    assertThat(agent.put("k", "c").body().path("version").asLong()).isEqualTo(1);
  }

  @Test
  void compare_and_set_takes_the_version_that_is_there_and_no_other() {
    assertThat(agent.putIf("\"1\"", "k", "a").text("reason")).isEqualTo("version_mismatch");
    assertThat(agent.putIf("*", "k", "a").status()).isEqualTo(412);
    agent.put("k", "a");

    assertThat(agent.putIf("\"2\"", "k", "b").status()).isEqualTo(412);
    assertThat(agent.putIf("W/\"1\"", "k", "b").status()).isEqualTo(412);
    assertThat(agent.putIf("\"7\", \"1\"", "k", "b").status()).isEqualTo(200);
    assertThat(agent.putIf("*", "k", "c").body().path("version").asLong()).isEqualTo(3);
    var stale = agent.api().ifMatch("\"1\"", agent.id(), "DELETE", agent.path("k"), null);
    assertThat(stale.status()).isEqualTo(412);
    assertThat(agent.get("k").text("value")).isEqualTo("c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "\"3", "abc", "\"1\" \"2\"", "*, \"1\""})
  void a_condition_that_is_none_is_a_400(String header) {
    agent.put("k", "a");

    assertThat(agent.putIf(header, "k", "b").text("reason")).isEqualTo("invalid_request");
    assertThat(agent.get("k").text("value")).isEqualTo("a");
  }

  @Test
  void a_value_of_256_kilobytes_is_taken_and_a_longer_one_is_not() {
    var longest = "x".repeat(256 * 1024 - 2);

    assertThat(agent.put("k", longest).status()).isEqualTo(200);
    var refused = agent.put("k", longest + "y");

    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.text("reason")).isEqualTo("payload_too_large");
    assertThat(refused.body().path("limit_bytes").asLong()).isEqualTo(262_144);
    assertThat(agent.get("k").text("value")).isEqualTo(longest);
  }

  @Test
  void bad_requests_change_nothing() {
    var api = agent.api();
    for (var body :
        List.of(
            "{}",
            "{\"ttl_seconds\": 5}",
            "{\"value\": 1, \"ttl_seconds\": 0}",
            "{\"value\": 1, \"ttl_seconds\": -1}",
            "{\"value\": 1, \"ttl_seconds\": 315360001}",
            "{\"value\": 1, \"ttl_seconds\": 1.5}",
            "{\"value\": 1, \"ttl_seconds\": \"5\"}",
            "{\"value\": \"\\ud800\"}",
            "{\"value\": {\"\\udc00\": 1}}",
            "{\"value\": 1, \"more\": 1}",
            "[1]",
            "nonsense")) {
      var answer = api.asAgentRaw(agent.id(), "PUT", agent.path("k"), body);
      assertThat(answer.status()).as(body).isEqualTo(400);
    }
    for (var body : List.of("{}", "{\"ttl_seconds\": 0}", "{\"ttl_seconds\": true}")) {
      var answer = api.asAgent(agent.id(), "PATCH", agent.path("k"), JSON.readTree(body));
      assertThat(answer.status()).as(body).isEqualTo(400);
    }
    assertThat(agent.keys("")).isEmpty();
  }

  @Test
  void ten_years_are_a_time_to_live() {
    assertThat(agent.put("k", 1, 315_360_000).status()).isEqualTo(200);
  }

  @Test
  void keys_named_like_the_other_routes_are_keys() {
    for (var key : List.of("embed", "search", "memory", "embed/search")) {
      assertThat(agent.put(key, key).status()).as(key).isEqualTo(200);
      assertThat(agent.get(key).text("value")).isEqualTo(key);
      assertThat(agent.delete(key).status()).isEqualTo(204);
    }
  }

  @Test
  void keys_are_listed_by_prefix_page_by_page_in_the_order_of_their_bytes() {
    var keys = Arrays.asList("a", "a/1", "a/2", "a/é", "a/🙂", "a0", "A", "b", "_%", "a/", "\\");
    keys.forEach(key -> agent.put(key, 1));

    assertThat(agent.keys("?prefix=a%2F")).containsExactly("a/", "a/1", "a/2", "a/é", "a/🙂");
    assertThat(agent.keys("?prefix=_%25")).containsExactly("_%");
    assertThat(agent.keys("?prefix=nothing")).isEmpty();
    var all = new java.util.ArrayList<String>();
    var page = agent.list("?limit=3");
    assertThat(page.body().path("items").path(0).has("value")).isFalse();
    while (true) {
      page.body().path("items").forEach(item -> all.add(item.path("key").asString()));
      if (page.body().path("next_cursor").isNull()) {
        break;
      }
      page = agent.list("?limit=3&cursor=" + page.text("next_cursor"));
    }
    assertThat(all).hasSize(11).doesNotHaveDuplicates().startsWith("A", "\\", "_%", "a", "a/");
    assertThat(new HashSet<>(all)).isEqualTo(new HashSet<>(keys));
    assertThat(agent.list("?cursor=x").status()).isEqualTo(400);
    assertThat(agent.list("?prefix=%01").status()).isEqualTo(400);
  }

  @Test
  void an_agent_that_is_not_active_reads_and_deletes_but_writes_nothing() {
    agent.put("k", "a");
    suspend("suspend");

    assertThat(agent.put("k", "b").text("reason")).isEqualTo("agent_not_active");
    assertThat(agent.get("k").text("value")).isEqualTo("a");
    assertThat(agent.delete("k").status()).isEqualTo(204);
    suspend("resume");
    assertThat(agent.put("k", "b").status()).isEqualTo(200);
  }

  @Test
  void an_unknown_agent_has_no_memory() {
    var nobody = new MemoryAgent(agent.api(), UUID.randomUUID(), UUID.randomUUID());

    assertThat(nobody.put("k", 1).status()).isEqualTo(404);
    assertThat(nobody.get("k").status()).isEqualTo(404);
    assertThat(nobody.list("").status()).isEqualTo(404);
    assertThat(nobody.delete("k").status()).isEqualTo(404);
  }

  private void suspend(String how) {
    var answer =
        agent
            .api()
            .asAdmin("POST", "/api/agents/" + agent.id() + "/" + how, Map.of("reason", "a test"));
    assertThat(answer.status()).isEqualTo(200);
  }
}
