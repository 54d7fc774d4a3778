package com.geniinow.runtime.command.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.security.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Tokens are taken back by the second in which they were issued. */
@RuntimeTest
class TokenRevocationTest {
  private static final Duration TTL = Duration.ofHours(1);
  private static final Map<String, Object> WHY = Map.of("reason", "a lost laptop");
  private static final Map<String, Object> TASK = Map.of("type", "simulate", "estimated_tokens", 1);

  @LocalServerPort int port;
  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    agent = api.provision(Map.of());
  }

  @Test
  void an_agent_s_tokens_of_that_second_and_before_are_void_and_its_keys_are_not() {
    var key = api.createKey(agent).text("key");
    var revoked = api.asAdmin("POST", "/api/agents/" + agent + "/revoke-tokens", WHY);

    assertThat(revoked.status()).as("%s", revoked).isEqualTo(200);
    var through = Instant.parse(revoked.text("revoked_through"));
    assertThat(submit(agentToken(through.plusMillis(999))).status()).isEqualTo(401);
    assertThat(submit(agentToken(through.minusSeconds(60))).status()).isEqualTo(401);
    assertThat(submit(agentToken(through.plusSeconds(1))).status()).isEqualTo(202);
    assertThat(submit(key).status()).isEqualTo(202);
    await()
        .untilAsserted(
            () ->
                assertThat(
                        api.bearing(
                                agentToken(through), "GET", "/api/agents/" + agent + "/tasks", null)
                            .status())
                    .isEqualTo(401));
    var other = api.provision(Map.of());
    assertThat(api.asAgent(other, "POST", "/api/tasks", TASK).status()).isEqualTo(202);
  }

  @Test
  void a_person_s_and_a_worker_s_tokens_are_void_by_their_sub() {
    var sub = "auth0|" + UUID.randomUUID() + "/é";
    var path =
        "/api/subjects/" + sub.replace("|", "%7C").replace("/", "%2F").replace("é", "%C3%A9");
    var revoked = api.asAdmin("POST", path + "/revoke-tokens", WHY);

    assertThat(revoked.status()).as("%s", revoked).isEqualTo(200);
    var through = Instant.parse(revoked.text("revoked_through"));
    var suspend = "/api/agents/" + agent + "/suspend";
    assertThat(api.bearing(token(Role.ADMIN, sub, through), "POST", suspend, WHY).status())
        .isEqualTo(401);
    assertThat(
            api.bearing(token(Role.ADMIN, sub, through.plusSeconds(1)), "POST", suspend, WHY)
                .status())
        .isEqualTo(200);
    var task = "/internal/tasks/" + UUID.randomUUID() + "/attempts";
    await()
        .untilAsserted(
            () ->
                assertThat(
                        api.bearing(
                                token(Role.WORKER, sub, through),
                                "POST",
                                task,
                                Map.of("worker_id", "w"))
                            .status())
                    .isEqualTo(401));
    assertThat(api.asAdmin("GET", "/api/agents", null).status()).isEqualTo(200);
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void what_is_no_subject_is_refused() {
    assertThat(api.asAdmin("POST", "/api/subjects/%20/revoke-tokens", WHY).status()).isEqualTo(400);
    assertThat(api.asAdmin("POST", "/api/subjects/a%00b/revoke-tokens", WHY).status())
        .isEqualTo(400);
    assertThat(
            api.asAdmin("POST", "/api/subjects/" + "a".repeat(256) + "/revoke-tokens", WHY)
                .status())
        .isEqualTo(400);
    assertThat(api.asAdmin("POST", "/api/subjects/a/revoke-tokens", Map.of()).status())
        .isEqualTo(400);
  }

  @Test
  void the_platform_s_ledger_says_whose_and_why() {
    var sub = "ann-" + UUID.randomUUID();
    api.asAdmin("POST", "/api/subjects/" + sub + "/revoke-tokens", WHY);

    var found = false;
    @Nullable String cursor = "";
    while (!found && cursor != null) {
      var page =
          api.asAdmin(
              "GET",
              "/api/ledger/platform?limit=200" + (cursor.isEmpty() ? "" : "&cursor=" + cursor),
              null);
      found = page.body().path("items").toString().contains(sub);
      cursor = page.body().path("next_cursor").asString(null);
    }
    assertThat(found).isTrue();
  }

  private Answer submit(String token) {
    return api.bearing(token, "POST", "/api/tasks", TASK);
  }

  private String agentToken(Instant issuedAt) {
    return token(Role.AGENT, agent.toString(), issuedAt);
  }

  private static String token(Role role, String sub, Instant issuedAt) {
    InstantSource at = Clock.fixed(issuedAt, java.time.ZoneOffset.UTC);
    return new JwtMinter(RuntimeTest.SECRET, at).mint(role, sub, null, TTL);
  }
}
