package com.geniinow.runtime.query.view.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRevoked;
import com.geniinow.runtime.events.agent.AgentEvent.TokensRevoked;
import com.geniinow.runtime.platform.security.KeyScope;
import com.geniinow.runtime.platform.security.Role;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of keys and void tokens, and for how long it is believed. */
class TableCredentialsTest {
  private static final Instant LATER = Instant.parse("2026-04-01T00:00:42Z");

  private final AtomicLong nanos = new AtomicLong();
  private final KeyUses uses = new KeyUses(Database.reads());
  private final TableCredentials credentials =
      new TableCredentials(Database.reads(), uses, nanos::get);
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID key = UUID.randomUUID();
  private final String hash = "hash of " + key;

  @AfterEach
  void close() {
    uses.close();
  }

  @Test
  void a_key_is_found_by_the_hash_of_its_secret() {
    agent.commit(agent.happened().key(key, hash));

    assertThat(credentials.key(hash))
        .hasValueSatisfying(
            held -> {
              assertThat(held.keyId()).isEqualTo(key);
              assertThat(held.agentId()).isEqualTo(agent.id());
              assertThat(held.entityId()).isEqualTo(agent.entity());
              assertThat(held.scopes()).containsExactlyInAnyOrder(KeyScope.TASKS, KeyScope.READ);
              assertThat(held.until()).isNull();
            });
    assertThat(credentials.key("another")).isEmpty();
  }

  @Test
  void a_key_that_was_revoked_is_believed_in_for_half_a_second_at_most() {
    agent.commit(agent.happened().key(key, hash));
    assertThat(credentials.key(hash)).isPresent();

    agent.commit(new KeyRevoked(agent.id(), key, "admin", LATER));

    assertThat(credentials.key(hash)).isPresent();
    nanos.addAndGet(TableCredentials.BELIEVED.toNanos());
    assertThat(credentials.key(hash)).isEmpty();
  }

  @Test
  void a_key_of_a_terminated_agent_is_none() {
    agent.commit(agent.happened().key(key, hash));
    agent.commit(new AgentTerminated(agent.id(), "sold", "admin", LATER));

    assertThat(credentials.key(hash)).isEmpty();
  }

  @Test
  void void_tokens_are_known_half_a_second_later_or_at_once_where_that_is_asked() {
    var sub = agent.id().toString();
    assertThat(credentials.voidThrough(Role.AGENT, sub, false)).isNull();

    agent.commit(new TokensRevoked(agent.id(), LATER, "lost", "admin", LATER));

    assertThat(credentials.voidThrough(Role.AGENT, sub, false)).isNull();
    assertThat(credentials.voidThrough(Role.AGENT, sub, true)).isEqualTo(LATER);
    nanos.addAndGet(TableCredentials.BELIEVED.toNanos());
    assertThat(credentials.voidThrough(Role.AGENT, sub, false)).isEqualTo(LATER);
    assertThat(credentials.voidThrough(Role.ADMIN, sub, false)).isNull();
  }

  @Test
  void the_minute_of_the_last_use_only_goes_on() {
    agent.commit(agent.happened().key(key, hash));
    var held = credentials.key(hash).orElseThrow();

    for (var at : new Instant[] {LATER, LATER.minusSeconds(600)}) {
      credentials.used(held, at);
      uses.write();
    }

    assertThat(Database.rows("agent_key_uses", "key_id", key).getFirst())
        .containsEntry("last_used_at", "2026-04-01T00:00:00Z")
        .containsEntry("agent_id", agent.id().toString());
  }
}
