package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.web.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Every act once, in order, whoever writes meanwhile. */
@RuntimeTest
class AuditFeedTest {
  private static final JwtMinter TOKENS = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC());
  private static final Duration TTL = Duration.ofHours(1);

  @LocalServerPort int port;

  private final UUID entity = UUID.randomUUID();
  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    agent = api.provision(Map.of("entity_id", entity.toString()));
  }

  @Test
  void what_is_sent_is_what_the_ledger_has_and_nothing_of_others() {
    submit(agent);
    api.provision(Map.of());

    var sent = lines("");

    var entries =
        Superuser.jdbc()
            .queryForList(
                "SELECT event_id::text FROM ledger_entries WHERE entity_id = ? ORDER BY sequence",
                String.class,
                entity);
    assertThat(sent)
        .extracting(line -> line.at("/metadata/uid").asString())
        .containsExactlyElementsOf(entries);
    var first = sent.getFirst();
    assertThat(first.path("class_uid").asInt()).isEqualTo(6003);
    assertThat(first.path("type_uid").asInt()).isEqualTo(600_301);
    assertThat(first.at("/metadata/version").asString()).isEqualTo("1.6.0");
    assertThat(first.at("/api/operation").asString()).isEqualTo("agent_provisioned");
    assertThat(first.at("/actor/user/uid").asString()).isEqualTo("tests");
    assertThat(first.at("/resources/0/uid").asString()).isEqualTo(agent.toString());
    assertThat(first.path("time").asLong()).isPositive();
    assertThat(first.has("src_endpoint")).isTrue();
  }

  @Test
  void it_goes_on_behind_a_position() {
    var first = lines("");
    var position = first.getLast().at("/unmapped/position").asString();
    assertThat(lines("?from=" + position)).isEmpty();

    submit(agent);

    var more = lines("?from=" + position);
    assertThat(more)
        .extracting(line -> line.at("/metadata/event_code").asString())
        .containsExactly("task_submitted");
    for (var wrong : List.of("0", "x", position.substring(1) + "A", "%00")) {
      assertThat(get("?from=" + wrong, auditor()).statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void the_same_comes_as_cloud_events() {
    var sent = lines("?format=cloudevents");

    assertThat(sent.getFirst().path("specversion").asString()).isEqualTo("1.0");
    assertThat(sent.getFirst().path("type").asString())
        .isEqualTo("com.geniinow.runtime.agent_provisioned");
    assertThat(sent.getFirst().at("/data/entity_id").asString()).isEqualTo(entity.toString());
    assertThat(get("?format=xml", auditor()).statusCode()).isEqualTo(400);
  }

  @Test
  void whoever_writes_meanwhile_nothing_is_left_out_and_nothing_comes_twice() throws Exception {
    var agents = new ArrayList<UUID>();
    for (var n = 0; n < 4; n++) {
      agents.add(api.provision(Map.of("entity_id", entity.toString())));
    }
    var seen = new ArrayList<String>();
    var position = new String[] {""};
    Parallel.all(
        40,
        n -> {
          if (n % 4 != 0) {
            submit(agents.get(n % 4));
          } else {
            synchronized (seen) {
              collect(seen, position);
            }
          }
          return n;
        });
    collect(seen, position);

    assertThat(seen).doesNotHaveDuplicates();
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            Superuser.jdbc()
                .queryForList(
                    "SELECT event_id::text FROM ledger_entries WHERE entity_id = ?",
                    String.class,
                    entity));
  }

  @Test
  void one_of_everything_gets_everybody_s_and_agents_and_founders_get_none() {
    var other = api.provision(Map.of());
    var all = get("", TOKENS.auditor("aida", null, TTL)).body();

    assertThat(all).contains(agent.toString(), other.toString());
    assertThat(get("", TOKENS.founder("fred", entity, TTL)).statusCode()).isEqualTo(403);
    assertThat(get("", TOKENS.agent(agent, TTL)).statusCode()).isEqualTo(403);
  }

  private void collect(List<String> seen, String[] position) {
    for (var line : lines(position[0].isEmpty() ? "" : "?from=" + position[0])) {
      seen.add(line.at("/metadata/uid").asString());
      position[0] = line.at("/unmapped/position").asString();
    }
  }

  private void submit(UUID whose) {
    var task = Map.of("type", "simulate", "estimated_tokens", 1);
    assertThat(api.asAgent(whose, "POST", "/api/tasks", task).status()).isEqualTo(202);
  }

  private List<JsonNode> lines(String query) {
    var answer = get(query, auditor());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().lines().map(line -> Json.mapper().readTree(line)).toList();
  }

  private String auditor() {
    return TOKENS.auditor("aida", entity, TTL);
  }

  private HttpResponse<String> get(String query, String token) {
    var request =
        HttpRequest.newBuilder(URI.create(api.url() + "/api/audit/stream" + query))
            .header("Authorization", "Bearer " + token)
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
