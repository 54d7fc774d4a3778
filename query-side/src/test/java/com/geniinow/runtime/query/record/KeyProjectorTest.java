package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.agent.AgentEvent.KeyRevoked;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRotated;
import com.geniinow.runtime.events.agent.AgentEvent.TokensRevoked;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The rows of keys, event by event. */
class KeyProjectorTest {
  private static final Instant LATER = Instant.parse("2026-04-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2026-04-02T00:00:00Z");

  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID key = UUID.randomUUID();

  @Test
  void a_key_has_a_row_and_its_secret_another() {
    agent.commit(agent.happened().key(key, "h1"));

    assertThat(Database.rows("agent_keys", "key_id", key).getFirst())
        .containsEntry("agent_id", agent.id().toString())
        .containsEntry("entity_id", agent.entity().toString())
        .containsEntry("name", "ci")
        .containsEntry("scopes", "tasks read")
        .containsEntry("prefix", "gk_h1")
        .containsEntry("expires_at", null)
        .containsEntry("revoked_at", null);
    assertThat(Database.rows("agent_key_secrets", "key_id", key))
        .singleElement()
        .satisfies(
            secret ->
                assertThat(secret).containsEntry("hash", "h1").containsEntry("valid_until", null));
  }

  @Test
  void a_rotation_ends_the_secret_before_and_adds_one() {
    agent.commit(agent.happened().key(key, "h1"));
    agent.commit(new KeyRotated(agent.id(), key, 2, "h2", "gk_2", LATER, "admin", LATER));
    agent.commit(new KeyRotated(agent.id(), key, 3, "h3", "gk_3", LATEST, "admin", LATER));

    assertThat(Database.rows("agent_key_secrets", "key_id", key))
        .extracting(secret -> secret.get("hash") + " " + secret.get("valid_until"))
        .containsExactlyInAnyOrder("h1 " + LATER, "h2 " + LATEST, "h3 null");
    assertThat(Database.rows("agent_keys", "key_id", key).getFirst())
        .containsEntry("prefix", "gk_3");
  }

  @Test
  void a_key_that_is_revoked_keeps_its_row() {
    agent.commit(agent.happened().key(key, "h1"));
    agent.commit(new KeyRevoked(agent.id(), key, "admin", LATER));

    assertThat(Database.rows("agent_keys", "key_id", key).getFirst())
        .containsEntry("revoked_at", LATER.toString());
  }

  @Test
  void the_second_through_which_tokens_are_void_stands_with_the_agent() {
    agent.commit(new TokensRevoked(agent.id(), LATER, "lost", "admin", LATEST));

    assertThat(agent.row()).containsEntry("tokens_void_through", LATER.toString());
  }
}
