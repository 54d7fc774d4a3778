package com.geniinow.runtime.command.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What an agent is called and what is kept with it can be changed. */
@RuntimeTest
class ChangeAgentTest {
  @LocalServerPort int port;
  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    agent =
        api.provision(
            Map.of("metadata", Map.of("team", "ops", "limits", Map.of("a", 1, "b", 1.50))));
  }

  @Test
  void metadata_are_merged_and_the_name_is_left() {
    var patch = new HashMap<String, Object>();
    patch.put("team", null);
    patch.put("limits", Map.of("a", 2));
    patch.put("concurrency", 7);

    var changed = change(Map.of("metadata", patch));

    assertThat(changed.status()).as("%s", changed).isEqualTo(200);
    assertThat(changed.text("name")).isEqualTo("test");
    assertThat(changed.body().path("metadata").toString())
        .contains("\"a\":2")
        .contains("\"b\":1.5")
        .contains("\"concurrency\":7")
        .doesNotContain("team");
    assertThat(Events.of(agent).count("AgentChanged")).isOne();
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void the_name_is_changed_and_metadata_are_left() {
    var before = api.asAdmin("GET", "/api/agents/" + agent, null);

    var changed = change(Map.of("name", "Grace"));

    assertThat(changed.text("name")).isEqualTo("Grace");
    assertThat(changed.body().path("metadata")).isEqualTo(before.body().path("metadata"));
    var ledger = api.asAdmin("GET", "/api/agents/" + agent + "/ledger", null).body().toString();
    assertThat(ledger).contains("agent_changed").contains("Grace");
  }

  @Test
  void metadata_that_are_null_become_empty_and_those_left_out_stay() {
    var changed = change("{\"metadata\": null}");

    assertThat(changed.status()).as("%s", changed).isEqualTo(200);
    assertThat(changed.body().path("metadata").toString()).isEqualTo("{}");
    assertThat(changed.text("name")).isEqualTo("test");
    change("{\"metadata\": null}");
    assertThat(Events.of(agent).count("AgentChanged")).isOne();
    assertThat(change("{\"metadata\": {\"a\": {\"b\": null}}}").body().path("metadata").toString())
        .isEqualTo("{\"a\":{}}");
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void a_change_to_what_is_there_is_none() {
    assertThat(change(Map.of()).status()).isEqualTo(200);
    assertThat(change(Map.of("name", "test", "metadata", Map.of("team", "ops"))).status())
        .isEqualTo(200);
    assertThat(Events.of(agent).count("AgentChanged")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": null}",
        "{\"name\": null, \"metadata\": null}",
        "{\"name\": \"\"}",
        "{\"name\": \" \"}",
        "{\"name\": \"a\\nb\"}",
        "{\"metadata\": []}",
        "{\"metadata\": {\"concurrency\": 0}}",
        "{\"metadata\": {\"concurrency\": \"4\"}}",
        "{\"status\": \"active\"}"
      })
  void what_provisioning_refuses_is_refused_here_too(String body) {
    var answer = change(body);

    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(Events.of(agent).count("AgentChanged")).isZero();
  }

  @Test
  void metadata_that_become_too_long_by_a_change_are_refused() {
    assertThat(change(Map.of("metadata", Map.of("x", "a".repeat(10_000)))).status()).isEqualTo(200);
    assertThat(change(Map.of("metadata", Map.of("y", "a".repeat(10_000)))).status()).isEqualTo(400);
  }

  @Test
  void a_terminated_agent_stays_as_it_was() {
    api.asAdmin("POST", "/api/agents/" + agent + "/terminate", Map.of("reason", "sold"));

    assertThat(change(Map.of("name", "Grace")).text("reason")).isEqualTo("agent_not_active");
  }

  private Api.Answer change(String body) {
    return api.asAdmin("PATCH", "/api/agents/" + agent, "application/json", body.getBytes(UTF_8));
  }

  private Api.Answer change(Map<String, ?> patch) {
    return api.asAdmin("PATCH", "/api/agents/" + agent, patch);
  }
}
