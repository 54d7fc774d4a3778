package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.events.agent.Concurrency;
import com.geniinow.runtime.queue.ClaimedJob;
import com.geniinow.runtime.queue.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RuntimeTest
class ConcurrencyTest {
  @Autowired TaskClient tasks;
  @Autowired TaskQueue queue;

  @Test
  void an_agent_runs_as_many_tasks_at_once_as_its_limit_says() {
    var standard = tasks.agent();
    var own = tasks.api.provision(Map.of("metadata", Map.of("concurrency", 7)));
    for (var n = 0; n < 9; n++) {
      tasks.submit(standard);
      tasks.submit(own);
    }
    var claimed = claimAll();
    assertThat(of(standard, claimed)).isEqualTo(4);
    assertThat(of(own, claimed)).isEqualTo(7);
    claimed.forEach(queue::release);
  }

  /** What a submission hears of it, and what everybody else asks for. */
  @Test
  void entering_an_agents_line_reads_the_limit_by_the_same_rule() {
    var function =
        tasks
            .system
            .sql("SELECT pg_get_functiondef('genii_enter_line'::regproc)")
            .query(String.class)
            .single();
    assertThat(function)
        .contains("'" + Concurrency.IN_SQL + "'")
        .contains("metadata ->> '" + Concurrency.FIELD + "'");
  }

  @Test
  void a_limit_that_is_none_is_refused() {
    for (Object limit : List.of(0, 101, -1, "4", 1.5)) {
      var answer =
          tasks.api.asAdmin(
              "POST",
              "/api/agents/provision",
              Map.of(
                  "name", "a",
                  "entity_id", UUID.randomUUID(),
                  "metadata", Map.of("concurrency", limit)));
      assertThat(answer.status()).as("%s", limit).isEqualTo(400);
      assertThat(answer.body().toString()).contains("metadata.concurrency");
    }
  }

  /** Other tests' agents may be in the ring, too, in any number: takes whatever there is. */
  private List<ClaimedJob> claimAll() {
    var claimed = new ArrayList<ClaimedJob>();
    for (var n = 0; n < 1_000; n++) {
      var more = queue.claim("greedy", 500, Duration.ofMinutes(2));
      if (more.isEmpty()) {
        break;
      }
      claimed.addAll(more);
    }
    return claimed;
  }

  private static long of(UUID agent, List<ClaimedJob> jobs) {
    return jobs.stream().filter(job -> job.agentId().equals(agent)).count();
  }
}
