package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Many provisionings at once neither wait for each other for ever nor double anything. */
@RuntimeTest
class ParallelProvisioningTest {
  private static final Map<String, Long> ONE_AGENT =
      Map.of(
          "agents", 1L,
          "agent_quotas", 1L,
          "ledger_entries", 2L,
          "system_events", 2L,
          "domain_event_entry", 2L);

  @LocalServerPort int port;

  @Test
  void two_hundred_agents_are_provisioned_at_once() throws Exception {
    var api = new Api(port);
    long deadlocks = deadlocks();
    var agents = Stream.generate(UUID::randomUUID).limit(200).toList();

    var answers = Parallel.all(agents.size(), n -> provision(api, agents.get(n)));

    assertThat(answers).extracting(Api.Answer::status).containsOnly(201);
    assertThat(agents).allSatisfy(id -> assertThat(Superuser.rowsOf(id)).isEqualTo(ONE_AGENT));
    assertThat(deadlocks()).isEqualTo(deadlocks);
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void of_twenty_provisionings_of_one_agent_one_wins_and_the_others_conflict() throws Exception {
    var api = new Api(port);
    var agent = UUID.randomUUID();

    var answers = Parallel.all(20, n -> provision(api, agent));

    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 409 && answer.text("reason").equals("conflict"))
        .hasSize(19);
    assertThat(Superuser.rowsOf(agent)).isEqualTo(ONE_AGENT);
  }

  private static Api.Answer provision(Api api, UUID agent) {
    return api.asAdmin(
        "POST",
        "/api/agents/provision",
        Map.of("agent_id", agent, "entity_id", UUID.randomUUID(), "name", "parallel"));
  }

  private static long deadlocks() {
    return Superuser.count(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  }
}
