package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestDataKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An erasure takes what was answered to an idempotency key, and not that the key was used. */
@RuntimeTest
class ErasedAnswersTest {
  @LocalServerPort int port;

  private final Map<String, Object> provisioning = new HashMap<>();
  private final Map<String, Object> correction = new HashMap<>();
  private WordyAgent agent;

  @BeforeEach
  void anAgentWhoseActsHadKeys() {
    TestDataKeys.SHARED.use(true);
    var api = new Api(port);
    var word = "canary" + UUID.randomUUID().toString().replace("-", "");
    var entity = UUID.randomUUID();
    provisioning.putAll(
        Map.of("name", word, "entity_id", entity, "idempotency_key", word + " begins"));
    var made = api.asAdmin("POST", "/api/agents/provision", provisioning);
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    agent = new WordyAgent(api, UUID.fromString(made.text("agent_id")), entity, word);
    correction.putAll(Map.of("tokens", 5, "reason", word, "idempotency_key", word + " ü"));
    assertThat(correct(correction).status()).isEqualTo(201);
    assertThat(correct(correction).status()).isEqualTo(200);
    agent.terminate();
    agent.eraseToItsEnd();
  }

  @AfterEach
  void forget() {
    try {
      Replayed.assertLiveEqualsReplay(agent.api());
    } finally {
      TestDataKeys.SHARED.use(false);
      agent.forget();
    }
  }

  @Test
  void a_key_that_was_used_does_nothing_again() {
    assertThat(agent.tablesWithItsWord()).isEmpty();
    var agents = agents();

    refused(correct(correction));
    refused(agent.api().asAdmin("POST", "/api/agents/provision", provisioning));
    var another = new HashMap<>(correction);
    another.put("tokens", 6);
    refused(correct(another));

    assertThat(used()).isEqualTo(5);
    assertThat(agents()).isEqualTo(agents);
    assertThat(agent.tablesWithItsWord()).isEmpty();
  }

  @Test
  void another_key_and_one_that_has_expired_are_as_if_never_used() {
    var another = new HashMap<>(correction);
    another.put("idempotency_key", "another-" + agent.id());
    assertThat(correct(another).status()).isEqualTo(201);
    assertThat(correct(another).status()).isEqualTo(200);
    Superuser.jdbc()
        .update(
            """
            UPDATE idempotency_keys SET expires_at = now() - interval '1 second'
            WHERE agent_id = ?\
            """,
            agent.id());

    assertThat(correct(correction).status()).isEqualTo(201);

    assertThat(used()).isEqualTo(15);
  }

  /** Another agent was provisioned with the same key, once that of the first had expired. */
  @Test
  void what_is_left_of_a_key_that_expired_gives_way_to_what_is_left_of_its_next_use() {
    Superuser.jdbc()
        .update(
            """
            UPDATE idempotency_keys SET expires_at = now() - interval '1 second'
            WHERE entity_id = ?\
            """,
            agent.entity());
    var api = agent.api();
    var made = api.asAdmin("POST", "/api/agents/provision", provisioning);
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    var next =
        new WordyAgent(api, UUID.fromString(made.text("agent_id")), agent.entity(), agent.word());
    next.terminate();
    next.eraseToItsEnd();

    refused(api.asAdmin("POST", "/api/agents/provision", provisioning));
    next.forget();
  }

  private static void refused(Api.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(409);
    assertThat(answer.text("reason")).isEqualTo("payload_erased");
    assertThat(answer.text("detail")).contains("idempotency key");
  }

  private Api.Answer correct(Map<String, ?> body) {
    return agent.api().asAdmin("POST", "/api/agents/" + agent.id() + "/quota/corrections", body);
  }

  private long used() {
    return agent
        .api()
        .asAdmin("GET", "/api/agents/" + agent.id() + "/quota", null)
        .body()
        .path("monthly_tokens_used")
        .asLong();
  }

  private long agents() {
    return Superuser.count("SELECT count(*) FROM agents WHERE entity_id = ?", agent.entity());
  }
}
