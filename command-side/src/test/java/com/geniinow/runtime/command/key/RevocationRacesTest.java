package com.geniinow.runtime.command.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Chain;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.platform.security.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Many write through the doors of two processes while their right to is taken back. The events say
 * in which order it all was committed: behind that of the act there is none of theirs.
 */
@RuntimeTest
@Timeout(120)
class RevocationRacesTest {
  private static final int WRITERS = 12;
  private static final int WRITES = 100;
  private static final Map<String, Object> TASK = Map.of("type", "simulate", "estimated_tokens", 1);
  private static final Map<String, Object> WHY = Map.of("reason", "a lost laptop");

  private static SecondProcess second;

  @LocalServerPort int port;
  private List<Api> both;
  private UUID agent;

  @BeforeAll
  static void startSecond() {
    second = SecondProcess.start();
  }

  @AfterAll
  static void stopSecond() {
    second.close();
  }

  @BeforeEach
  void anAgent() {
    both = List.of(new Api(port), second.api());
    agent = both.getFirst().provision(Map.of());
  }

  @Test
  void no_task_is_submitted_or_cancelled_with_a_key_behind_its_revocation() throws Exception {
    var key = both.getFirst().createKey(agent);
    var path = "/api/agents/" + agent + "/keys/" + key.text("key_id");

    race(
        (api, n) -> submitAndCancel(api, key.text("key")),
        () -> both.getFirst().asAdmin("DELETE", path, null));

    assertNoneBehind("KeyRevoked", agent, "%TaskEvent$%", "%");
    Chain.assertUnbroken(agent);
  }

  @Test
  void no_task_is_submitted_or_cancelled_with_a_token_behind_its_revocation() throws Exception {
    var token = token(Role.AGENT, agent.toString());

    race(
        (api, n) -> submitAndCancel(api, token),
        () -> both.getFirst().asAdmin("POST", "/api/agents/" + agent + "/revoke-tokens", WHY));

    assertNoneBehind("TokensRevoked", agent, "%TaskEvent$%", "%");
  }

  @Test
  void no_agent_is_changed_with_a_person_s_token_behind_its_revocation() throws Exception {
    var person = "ann-" + UUID.randomUUID();
    var token = token(Role.ADMIN, person);
    var agents = List.of(agent, both.getFirst().provision(Map.of()));

    race(
        (api, n) -> {
          var path = "/api/agents/" + agents.get(n % 2);
          return api.bearing(token, "PATCH", path, Map.of("name", UUID.randomUUID().toString()));
        },
        () -> both.getFirst().asAdmin("POST", "/api/subjects/" + person + "/revoke-tokens", WHY));

    assertNoneBehind("SubjectTokensRevoked", person, "%AgentChanged", "%" + person + "%");
  }

  private interface Write {
    Answer on(Api api, int n);
  }

  private interface Act {
    Answer done();
  }

  private void race(Write write, Act act) throws Exception {
    var underWay = new CountDownLatch(WRITERS * 2);
    var refused =
        Parallel.all(
            WRITERS + 1,
            writer -> {
              if (writer == WRITERS) {
                assertThat(await(underWay)).isTrue();
                assertThat(act.done().status()).isBetween(200, 204);
                return true;
              }
              return isRefused(write, writer, underWay);
            });
    assertThat(refused).as("writers that were stopped").containsOnly(true);
  }

  /** Goes on until it is refused. */
  private boolean isRefused(Write write, int writer, CountDownLatch underWay) {
    for (var n = 0; n < WRITES; n++) {
      var answer = write.on(both.get((writer + n) % 2), n);
      if (answer.status() == 401) {
        return true;
      }
      assertThat(answer.status()).as("%s", answer).isBetween(200, 202);
      underWay.countDown();
    }
    return false;
  }

  /** Cancelled at once, since a queue holds a hundred. */
  private static Answer submitAndCancel(Api api, String credential) {
    var submitted = api.bearing(credential, "POST", "/api/tasks", TASK);
    if (submitted.status() != 202) {
      return submitted;
    }
    var path = "/api/tasks/" + submitted.text("task_id") + "/cancel";
    return api.bearing(credential, "POST", path, null);
  }

  private static void assertNoneBehind(String act, Object whose, String kind, String payload) {
    var at =
        Superuser.count(
            "SELECT max(global_index) FROM domain_event_entry WHERE payload_type LIKE ?"
                + " AND payload LIKE ?",
            "%$" + act,
            "%" + whose + "%");
    var theirs =
        "SELECT count(*) FROM domain_event_entry WHERE payload_type LIKE ? AND payload LIKE ?"
            + " AND payload LIKE ? AND global_index %s ?";
    var named = whose instanceof UUID ? "%" + whose + "%" : "%";
    assertThat(Superuser.count(theirs.formatted("<"), kind, payload, named, at)).isPositive();
    assertThat(Superuser.count(theirs.formatted(">"), kind, payload, named, at)).isZero();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String token(Role role, String subject) {
    return new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC())
        .mint(role, subject, null, Duration.ofHours(1));
  }
}
