package com.geniinow.runtime.command.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaitingClaimsTest {
  private final WaitingClaims waiting = new WaitingClaims();

  @Test
  void an_agent_has_so_many_claims_waiting_and_no_more() {
    var own = wish(UUID.randomUUID(), "a");
    for (var n = 0; n < WaitingClaims.MOST_OF_AN_AGENT; n++) {
      assertThat(waiting.enter(own)).isTrue();
    }

    assertThat(waiting.enter(own)).isFalse();
    assertThat(waiting.enter(own)).isFalse();
    assertThat(waiting.enter(wish(UUID.randomUUID(), "b"))).as("another agent").isTrue();
    assertThat(waiting.enter(wish(null, "a"))).as("a worker of that name").isTrue();
    waiting.leave(own);
    assertThat(waiting.enter(own)).isTrue();
    assertThat(waiting.enter(own)).isFalse();
  }

  private static ClaimWish wish(@Nullable UUID agentId, String subject) {
    return ClaimWish.of(
        new ClaimRequest("w", Set.of("simulate"), 1, 30_000, null), agentId, subject);
  }
}
