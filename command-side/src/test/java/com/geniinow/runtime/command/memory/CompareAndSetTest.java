package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@RuntimeTest
class CompareAndSetTest {
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

  @Test
  void of_two_processes_that_compare_and_set_at_once_exactly_one_wins() throws Exception {
    var agent = MemoryAgent.provision(new Api(port));
    var there = new MemoryAgent(second.api(), agent.id(), agent.entity());
    agent.put("k", 0);
    for (var version = 1; version <= 25; version++) {
      var tag = IfMatch.tag(version);
      var answers = Parallel.all(4, n -> (n % 2 == 0 ? agent : there).putIf(tag, "k", n).status());
      assertThat(answers).containsExactlyInAnyOrder(200, 412, 412, 412);
    }
    assertThat(there.get("k").body().path("version").asLong()).isEqualTo(26);
  }

  @Test
  void no_increment_is_lost_between_two_processes() throws Exception {
    var agent = MemoryAgent.provision(new Api(port));
    var agents = List.of(agent, new MemoryAgent(second.api(), agent.id(), agent.entity()));
    agent.put("n", 0);

    Parallel.all(4, n -> increment(agents.get(n % 2), 10));

    assertThat(agent.get("n").body().path("value").asInt()).isEqualTo(40);
  }

  private static int increment(MemoryAgent agent, int times) {
    var tries = 0;
    for (var done = 0; done < times; tries++) {
      var seen = agent.get("n").body();
      var tag = IfMatch.tag(seen.path("version").asLong());
      done += agent.putIf(tag, "n", seen.path("value").asInt() + 1).status() == 200 ? 1 : 0;
    }
    return tries;
  }
}
