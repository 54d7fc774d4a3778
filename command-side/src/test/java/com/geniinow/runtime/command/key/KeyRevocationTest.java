package com.geniinow.runtime.command.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.agent.ChangeStatus;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Credential;
import com.geniinow.runtime.platform.security.KeyScope;
import com.geniinow.runtime.platform.security.KeySecret;
import com.geniinow.runtime.platform.security.Role;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** Once a key or a token was taken back, nothing is written with it, whichever process is asked. */
@RuntimeTest
@Timeout(120)
class KeyRevocationTest {
  private static final int WRITERS = 12;
  private static final int WRITES = 200;

  private static SecondProcess second;

  @LocalServerPort int port;
  @Autowired AgentLine line;
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

  @AfterEach
  void nobody() {
    SecurityContextHolder.clearContext();
  }

  @Test
  void nothing_is_written_with_a_key_after_the_answer_to_its_revocation() throws Exception {
    var key = both.getFirst().createKey(agent);

    var written =
        race(
            key.text("key"),
            api ->
                api.asAdmin(
                    "DELETE", "/api/agents/" + agent + "/keys/" + key.text("key_id"), null));

    assertThat(written.before()).isPositive();
    assertThat(written.after()).isEqualTo(written.before());
    Replayed.assertLiveEqualsReplay(both.getFirst());
  }

  @Test
  void nothing_is_written_with_a_secret_that_was_rotated_out() throws Exception {
    var key = both.getFirst().createKey(agent);

    var written =
        race(
            key.text("key"),
            api ->
                api.asAdmin(
                    "POST",
                    "/api/agents/" + agent + "/keys/" + key.text("key_id") + "/rotate",
                    Map.of("overlap_seconds", 0)));

    assertThat(written.after()).isEqualTo(written.before());
  }

  @Test
  void a_process_that_believes_in_a_key_yet_does_not_write_with_it() {
    var path = "/api/agents/" + agent + "/memory/k";
    var there = both.getLast();
    for (var n = 0; n < 5; n++) {
      var one = both.getFirst().createKey(agent);
      assertThat(there.bearing(one.text("key"), "PUT", path, Map.of("value", n)).status())
          .isEqualTo(200);
      both.getFirst()
          .asAdmin("DELETE", "/api/agents/" + agent + "/keys/" + one.text("key_id"), null);
      assertThat(there.bearing(one.text("key"), "PUT", path, Map.of("value", "!")).status())
          .isEqualTo(401);
    }
  }

  @Test
  void a_batch_of_a_key_that_is_gone_is_401_as_a_whole() {
    var there = both.getLast();
    var items = Map.of("items", List.of(Map.of("type", "simulate"), Map.of("type", "simulate")));
    var one = both.getFirst().createKey(agent);
    var taken = there.bearing(one.text("key"), "POST", "/api/tasks/batch", items);
    assertThat(taken.status()).as("%s", taken).isEqualTo(200);
    both.getFirst().asAdmin("DELETE", "/api/agents/" + agent + "/keys/" + one.text("key_id"), null);

    var refused = there.bearing(one.text("key"), "POST", "/api/tasks/batch", items);

    assertThat(refused.status()).as("%s", refused).isEqualTo(401);
  }

  @Test
  void a_command_of_a_key_that_is_gone_is_refused_in_its_transaction() {
    var key = both.getFirst().createKey(agent);
    var keyId = UUID.fromString(key.text("key_id"));
    call(new Credential.Key(keyId, KeySecret.hash(key.text("key")), EnumSet.allOf(KeyScope.class)));
    line.send(suspend());
    call(new Credential.Key(keyId, KeySecret.hash("gk_other"), EnumSet.allOf(KeyScope.class)));

    assertThatThrownBy(() -> line.send(suspend()))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.NotLetIn.class));
  }

  @Test
  void a_command_of_a_void_token_is_refused_in_its_transaction() {
    var issued = Instant.now();
    call(new Credential.Token(issued));
    line.send(suspend());

    both.getLast()
        .asAdmin(
            "POST", "/api/agents/" + agent + "/revoke-tokens", Map.of("reason", "a lost laptop"));

    for (var iat : new Instant[] {issued, null}) {
      call(new Credential.Token(iat));
      assertThatThrownBy(() -> line.send(suspend())).isInstanceOf(RefusedException.class);
    }
    call(new Credential.Token(Instant.now().plusSeconds(5)));
    line.send(suspend());
  }

  private void call(Credential credential) {
    var caller = new Caller(Role.AGENT, agent.toString(), null, credential);
    SecurityContextHolder.getContext()
        .setAuthentication(new TestingAuthenticationToken(caller, null));
  }

  private ChangeStatus suspend() {
    return new ChangeStatus(agent, AgentStatus.SUSPENDED, "r", "tests", Instant.now());
  }

  /** What was written when the act was answered, and what once all writers had given up. */
  private record Written(long before, long after) {}

  private interface Act {
    Api.Answer on(Api api);
  }

  private Written race(String token, Act act) throws Exception {
    var underWay = new CountDownLatch(WRITERS * 2);
    var before = new AtomicLong(-1);
    Parallel.all(
        WRITERS + 1,
        n -> {
          if (n == WRITERS) {
            assertThat(await(underWay)).isTrue();
            assertThat(act.on(both.getFirst()).status()).isBetween(200, 204);
            before.set(written());
          } else {
            write(n, token, underWay);
          }
          return n;
        });
    return new Written(before.get(), written());
  }

  /** Goes on until it is refused. */
  private void write(int writer, String token, CountDownLatch underWay) {
    for (var i = 0; i < WRITES; i++) {
      var path = "/api/agents/" + agent + "/memory/k-" + writer + "-" + i;
      var answer = both.get(i % 2).bearing(token, "PUT", path, Map.of("value", i));
      if (answer.status() == 401) {
        return;
      }
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      underWay.countDown();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long written() {
    return Superuser.count("SELECT count(*) FROM agent_memory_kv WHERE agent_id = ?", agent);
  }
}
