package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.Superuser;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Two command sides that write one agent's memories at the same instant. */
@RuntimeTest
class MemoryRacesTest {
  private static SecondProcess second;

  @LocalServerPort int port;

  @BeforeAll
  static void startSecond() {
    second = SecondProcess.start();
  }

  @AfterAll
  static void stopSecond() {
    second.close();
  }

  private MemoryAgent either(MemoryAgent agent, int n) {
    var api = n % 2 == 0 ? new Api(port) : second.api();
    return new MemoryAgent(api, agent.id(), agent.entity());
  }

  @Test
  void a_key_that_both_give_its_next_memory_has_one_current_memory() throws Exception {
    var agent = MemoryAgent.provision(new Api(port));

    var answers =
        Parallel.all(12, n -> either(agent, n).embed(Map.of("text", "home " + n, "key", "home")));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
    assertThat(agent.found("home")).hasSize(1);
    assertThat(agent.listed("?key=home")).hasSize(12);
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM agent_memories WHERE agent_id = ? AND valid_to IS NULL",
                agent.id()))
        .isEqualTo(1);
    assertThat(
            Superuser.count(
                """
                SELECT count(*) FROM agent_memories a JOIN agent_memories b
                  ON b.memory_id = a.superseded_by
                WHERE a.agent_id = ? AND a.created_at < a.valid_to AND a.valid_to = b.created_at""",
                agent.id()))
        .as("one after the other, without a gap")
        .isEqualTo(11);
    assertThat(Events.of(agent.id()).count("MemorySuperseded")).isEqualTo(11);
    Consistency.assertTablesFollowEvents(agent.id());
    Replayed.assertLiveEqualsReplay(agent.api());
  }

  @Test
  void a_text_that_both_remember_is_one_memory() throws Exception {
    var agent = MemoryAgent.provision(new Api(port));

    var answers = Parallel.all(12, n -> either(agent, n).embed(Map.of("text", "one text")));

    var ids = new HashSet<String>();
    answers.forEach(answer -> ids.add(answer.text("memory_id")));
    assertThat(ids).hasSize(1);
    assertThat(agent.listed("")).hasSize(1);
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void what_both_forget_is_forgotten_once() throws Exception {
    var agent = MemoryAgent.provision(new Api(port));
    for (var n = 0; n < 20; n++) {
      agent.embedded("note " + n);
    }

    var answers = Parallel.all(4, n -> either(agent, n).forgetBy(Map.of("keep_newest", 5)));

    assertThat(answers.stream().mapToInt(a -> a.body().path("count").asInt()).sum()).isEqualTo(15);
    assertThat(agent.listed("")).hasSize(5);
    assertThat(Events.of(agent.id()).count("MemoryForgotten")).isEqualTo(15);
    assertThat(List.copyOf(agent.listed("?order=asc"))).startsWith("note 15");
    Consistency.assertTablesFollowEvents(agent.id());
  }
}
