package com.geniinow.runtime.command;

import static com.geniinow.runtime.command.testing.WorkClient.completed;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.command.testing.WorkClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Work that is claimed from two command sides: each attempt is handed out once. */
@RuntimeTest
class TwoProcessClaimsTest {
  private static SecondProcess second;

  @Autowired TaskClient tasks;
  private UUID agent;
  private List<WorkClient> both;

  @BeforeAll
  static void startSecond() {
    second = SecondProcess.start();
  }

  @AfterAll
  static void stopSecond() {
    second.close();
  }

  @BeforeEach
  void anAgent() {
    agent = tasks.api.provision(Map.of("metadata", Map.of("concurrency", 50)));
    both = List.of(WorkClient.agent(tasks.api, agent), WorkClient.agent(second.api(), agent));
  }

  @Test
  void claims_at_once_never_get_the_same_attempt() throws Exception {
    var all = submit(24);

    var claimed =
        Parallel.all(16, n -> WorkClient.tasks(either(n).claim(Map.of("max", 3)))).stream()
            .flatMap(List::stream)
            .toList();

    assertThat(claimed).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void the_same_claim_key_answers_the_same_items_from_either_also_at_the_same_instant()
      throws Exception {
    submit(12);

    var answers =
        Parallel.all(
            8, n -> WorkClient.tasks(either(n).claim(Map.of("max", 4, "claim_key", "one"))));

    assertThat(answers.getFirst()).hasSize(4);
    assertThat(answers).allMatch(answers.getFirst()::equals);
  }

  @Test
  void a_report_goes_to_either_and_counts_once() throws Exception {
    var task = submit(1).getFirst();
    both.getFirst().claim();

    var answers = Parallel.all(6, n -> either(n).reported(completed(task, 1)).getFirst());

    assertThat(answers).containsOnlyOnce("200").containsOnly("200", "409 already_recorded");
    assertThat(tasks.used(agent)).isEqualTo(40);
  }

  @Test
  void who_waits_at_one_gets_what_the_other_one_takes_in() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting =
          CompletableFuture.supplyAsync(
              () -> both.get(1).claim(Map.of("wait_ms", 30_000)), threads);

      var task = submit(1);

      assertThat(WorkClient.tasks(waiting.get())).isEqualTo(task);
    }
  }

  private List<UUID> submit(int count) {
    var all = new ArrayList<UUID>();
    for (var n = 0; n < count; n++) {
      all.add(tasks.submit(agent));
    }
    return all;
  }

  private WorkClient either(int n) {
    return both.get(n % 2);
  }
}
