package com.geniinow.runtime.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.platform.problem.Reason;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  @Test
  void a_model_without_a_price_is_no_outage() {
    var problem = Refusals.problem(new Refusal.NoPrice("text-embedding-of-tomorrow"));

    assertThat(problem.reason()).isEqualTo(Reason.CONFLICT);
    assertThat(problem.getMessage()).contains("text-embedding-of-tomorrow has no price");
  }

  @Test
  void an_agent_that_is_busy_is_told_from_an_outage() {
    var problem = Refusals.problem(new Refusal.AgentBusy());

    assertThat(problem.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(problem.problem().properties()).containsEntry("agent_busy", true);
  }
}
