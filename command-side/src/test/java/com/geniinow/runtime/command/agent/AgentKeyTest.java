package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.task;

import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.events.agent.AgentEvent.KeyCreated;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRevoked;
import com.geniinow.runtime.events.agent.AgentEvent.KeyRotated;
import com.geniinow.runtime.events.agent.AgentEvent.TokensRevoked;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which keys an agent has, and which of its tokens are void. */
class AgentKeyTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @Test
  void a_new_key_is_noted_by_its_hash() {
    scene
        .given(provisioned())
        .when(agent -> agent.createKey(newKey(task(1)), "admin", NOON))
        .expectEvents(created(task(1), null));
  }

  @Test
  void there_are_50_keys_at_most_and_one_that_was_revoked_makes_room() {
    List<RuntimeEvent> full = new ArrayList<>(List.of(provisioned()));
    for (var n = 1; n <= Agent.MAX_KEYS; n++) {
      full.add(created(task(n), null));
    }
    scene
        .given(full)
        .when(agent -> agent.createKey(newKey(task(99)), "admin", NOON))
        .expectException(RefusedException.class);
    full.add(new KeyRevoked(AGENT, task(1), "admin", NOON));
    new AggregateScene<>(Agent.class, AGENT)
        .given(full)
        .when(agent -> agent.createKey(newKey(task(99)), "admin", NOON))
        .expectEvents(created(task(99), null));
  }

  @Test
  void a_terminated_agent_gets_no_key_but_loses_one() {
    var end = new AgentTerminated(AGENT, "sold", "admin", NOON);
    scene
        .given(provisioned(), created(task(1), null), end)
        .when(agent -> agent.createKey(newKey(task(2)), "admin", NOON))
        .expectException(RefusedException.class);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), created(task(1), null), end)
        .when(agent -> agent.revokeKey(task(1), "admin", NOON))
        .expectEvents(new KeyRevoked(AGENT, task(1), "admin", NOON));
  }

  @Test
  void a_key_is_revoked_once() {
    scene
        .given(provisioned(), created(task(1), null), new KeyRevoked(AGENT, task(1), "admin", NOON))
        .when(agent -> agent.revokeKey(task(1), "admin", NOON))
        .expectException(RefusedException.class);
  }

  @Test
  void secrets_are_counted_and_the_one_before_is_good_for_the_overlap() {
    scene
        .given(provisioned(), created(task(1), null), rotated(2, NOON))
        .when(agent -> agent.rotateKey(task(1), "h3", "gk_h3", HOUR, "admin", NOON))
        .expectEvents(
            new KeyRotated(AGENT, task(1), 3, "h3", "gk_h3", NOON.plus(HOUR), "admin", NOON));
  }

  @Test
  void a_key_that_has_expired_gets_no_other_secret() {
    scene
        .given(provisioned(), created(task(1), NOON))
        .when(agent -> agent.rotateKey(task(1), "h", "gk_h", HOUR, "admin", NOON))
        .expectException(RefusedException.class);
  }

  @Test
  void earlier_secrets_that_are_good_yet_are_few() {
    List<RuntimeEvent> many = new ArrayList<>(List.of(provisioned(), created(task(1), null)));
    for (var n = 2; n <= 11; n++) {
      many.add(rotated(n, NOON.plus(HOUR)));
    }
    scene
        .given(many)
        .when(agent -> agent.rotateKey(task(1), "h", "gk_h", HOUR, "admin", NOON))
        .expectException(RefusedException.class);
    new AggregateScene<>(Agent.class, AGENT)
        .given(many)
        .when(agent -> agent.rotateKey(task(1), "h", "gk_h", HOUR, "admin", NOON.plus(HOUR)))
        .expectSuccessfulHandlerExecution();
  }

  @Test
  void by_an_earlier_clock_no_token_that_was_void_is_good_again() {
    scene
        .given(provisioned(), revoked(NOON))
        .when(agent -> agent.revokeTokens(NOON.minusSeconds(1), "lost", "admin", NOON))
        .expectEvents(revoked(NOON));
  }

  private static TokensRevoked revoked(Instant through) {
    return new TokensRevoked(AGENT, through, "lost", "admin", NOON);
  }

  private static NewKey newKey(UUID id) {
    return new NewKey(id, "k", List.of("tasks"), "h1", "gk_h1", null);
  }

  private static KeyCreated created(UUID id, @Nullable Instant expiresAt) {
    return new KeyCreated(
        AGENT, id, "k", List.of("tasks"), "h1", "gk_h1", expiresAt, "admin", NOON);
  }

  private static KeyRotated rotated(int secret, Instant until) {
    return new KeyRotated(
        AGENT, task(1), secret, "h" + secret, "gk_h" + secret, until, "admin", NOON);
  }
}
