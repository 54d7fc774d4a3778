package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.CommandSideApplication;
import com.geniinow.runtime.command.CommandSideProcess;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.Superuser;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A limit holds over processes, not within one. */
class ThreeProcessesTest {
  private static final int SUBMISSIONS = 1_000;
  private static final int ADMITTED = 60;
  private static final long TOKENS = 10;
  private static final String COMMITTED = "genii_transactions_total{outcome=\"committed\"}";

  @Test
  void of_1000_parallel_submissions_to_3_processes_exactly_as_many_are_admitted_as_the_limit_holds()
      throws Exception {
    try (var one = patient();
        var two = patient();
        var three = patient()) {
      var processes = Stream.of(one, two, three).map(p -> new Api(p.ready().port())).toList();
      // From here on: nothing was ever asked of this agent in any process.
      var id = processes.getFirst().provision(Map.of("monthly_token_limit", ADMITTED * TOKENS));

      var answers =
          Parallel.all(
              SUBMISSIONS, n -> submit(new QuotaAgent(processes.get(n % processes.size()), id)));

      assertThat(answers.stream().filter(answer -> answer.status() == 202)).hasSize(ADMITTED);
      assertThat(answers.stream().filter(answer -> answer.text("reason").equals("quota_exceeded")))
          .hasSize(SUBMISSIONS - ADMITTED)
          .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(429));
      assertThat(
              Superuser.count(
                  "SELECT monthly_tokens_used + monthly_tokens_reserved FROM agent_quotas"
                      + " WHERE agent_id = ?",
                  id))
          .isEqualTo(ADMITTED * TOKENS);
      assertThat(Database.events(id, "UsageReserved")).isEqualTo(ADMITTED);
      assertThat(Database.events(id, "TaskSubmitted")).isEqualTo(ADMITTED);
      assertThat(Database.events(id, "UsageRefused")).isEqualTo(SUBMISSIONS - ADMITTED);
      assertThat(answers.stream().map(a -> a.text("event_id")).filter(e -> !e.isEmpty()).distinct())
          .hasSize(SUBMISSIONS - ADMITTED);
      assertThat(Superuser.count("SELECT max(sequence) FROM ledger_entries WHERE agent_id = ?", id))
          .as("one entry each, after the two of provisioning")
          .isEqualTo(SUBMISSIONS + 2);
      assertThat(processes)
          .as("what is asked for next is really counted")
          .allMatch(process -> process.metric(COMMITTED) > 0);
      assertThat(processes.stream().mapToLong(ThreeProcessesTest::conflicts).sum())
          .as("the lock orders them over processes: no one had to run again")
          .isZero();
      Replayed.assertEntityEqualsReplay(id, processes.getFirst());
    }
  }

  /** Has everybody wait for a turn instead of asking again, which is as much work each time. */
  private static CommandSideProcess patient() {
    return CommandSideProcess.start(
        CommandSideApplication.class, "400m", "--genii.line.patience=90s");
  }

  /**
   * Commands that met another process's events; a lock that works in one process alone has many.
   */
  private static long conflicts(Api process) {
    return process.metric("genii_transactions_total{outcome=\"retried\"}");
  }

  /** On a slow machine a turn may take longer than the service waits: 503, nothing was done. */
  private static Answer submit(QuotaAgent agent) {
    var answer = agent.submit(TOKENS);
    while (answer.status() == 503) {
      answer = agent.submit(TOKENS);
    }
    return answer;
  }
}
