package com.geniinow.runtime.command.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Many agents of one entity take from its budget at once, through the doors of three processes. */
@RuntimeTest
@Timeout(180)
class BudgetRacesTest {
  private static final int AGENTS = 50;
  private static SecondProcess second;
  private static SecondProcess third;

  @LocalServerPort int port;
  private List<Api> doors;

  @BeforeAll
  static void startOthers() {
    second = SecondProcess.start();
    third = SecondProcess.start();
  }

  @AfterAll
  static void stopOthers() {
    second.close();
    third.close();
  }

  @BeforeEach
  void threeDoors() {
    doors = List.of(new Api(port), second.api(), third.api());
  }

  @Test
  void of_2000_submissions_exactly_the_700_that_fit_are_admitted() throws Exception {
    var fleet = BudgetAgents.provision(doors.getFirst(), AGENTS);
    fleet.limit(Map.of("monthly_token_limit", 7000));

    var answers = Parallel.on(24, 2000, n -> patiently(fleet, doors.get(n % 3), n % AGENTS, 10));

    assertThat(answers).allMatch(answer -> List.of(202, 429).contains(answer.status()));
    assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(700);
    assertThat(answers)
        .filteredOn(answer -> answer.status() == 429)
        .allMatch(answer -> answer.text("level").equals("entity"));
    assertThat(fleet.taken()).isEqualTo(7000);
  }

  /**
   * A machine that is busy with other tests may have an agent wait too long, who is to try again.
   */
  private static Answer patiently(BudgetAgents fleet, Api door, int agent, long tokens) {
    var answer = fleet.submit(door, agent, tokens);
    for (var tries = 1; answer.status() == 503 && tries < 20; tries++) {
      answer = fleet.submit(door, agent, tokens);
    }
    return answer;
  }

  /** Holds of any size settle below what they held, the limit goes up and down, agents ask on. */
  @Test
  void no_moment_shows_more_than_the_limit_and_what_is_free_at_the_end_is_admitted()
      throws Exception {
    var fleet = BudgetAgents.provision(doors.getFirst(), 12);
    fleet.limit(Map.of("monthly_token_limit", 10_000));
    var open = new ConcurrentLinkedQueue<String>();
    var isOver = new AtomicBoolean();
    var most = new AtomicLong();
    var watcher =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!isOver.get()) {
                    most.accumulateAndGet(fleet.taken(), Math::max);
                  }
                });

    Parallel.on(
        16,
        300,
        n -> {
          var random = new Random(n);
          var door = doors.get(n % 3);
          var task = random.nextInt(3) == 0 ? open.poll() : null;
          if (task != null) {
            return fleet.complete(door, task, random.nextInt(50)).status();
          }
          var answer = patiently(fleet, door, random.nextInt(12), random.nextInt(1, 400));
          assertThat(answer.status()).as("%s", answer).isIn(202, 429);
          if (answer.status() == 202) {
            open.add(answer.text("task_id"));
          }
          return answer.status();
        });
    isOver.set(true);
    watcher.join();

    assertThat(most.get()).isPositive().isLessThanOrEqualTo(10_000);
    long free = 10_000 - fleet.taken();
    assertThat(fleet.submit(0, free + 1).status()).isEqualTo(429);
    assertThat(fleet.submit(0, free).status()).isEqualTo(202);
  }
}
