package com.geniinow.runtime.command.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Superuser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Two hundred tasks run on three workers, and one act stops them all. */
final class BrakeDrill {
  private static final int TASKS = 200;
  private static final int AGENTS = 50;
  private static final int SLOTS = 70;
  private static final int MILLIS = 30_000;
  private static final Duration LONG = Duration.ofMinutes(4);

  private static final String RUNNING = "SELECT count(*) FROM agent_tasks WHERE status = 'running'";
  private static final String ENDED =
      """
      SELECT count(*) FROM domain_event_entry
      WHERE payload_type LIKE '%TaskCompleted' AND agent_id = ANY (?)""";

  private BrakeDrill() {}

  static void play(Path logs) throws Exception {
    try (var fleet = Fleet.start("brake-drill", SLOTS, logs)) {
      var load = new Load(fleet).provision(AGENTS, Map.of("concurrency", 10));
      var agents = load.agents().toArray(UUID[]::new);
      for (var n = 0; n < TASKS; n++) {
        load.submit(load.agents().get(n % AGENTS), n, MILLIS);
      }
      Load.await("all running", LONG, () -> Superuser.count(RUNNING) == TASKS);

      long start = System.nanoTime();
      var brake =
          fleet.api(0).asAdmin("POST", "/api/brakes", Map.of("scope", "fleet", "reason", "drill"));
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

      assertThat(brake.status()).isEqualTo(200);
      assertThat(brake.body().path("running").size()).isEqualTo(TASKS);
      assertThat(Superuser.count(RUNNING)).isZero();
      System.out.printf(
          "brake: %d tasks on 3 workers stopped within %s ms, answered after %d ms%n",
          TASKS, brake.text("stopped_within_ms"), took);
      var path = "/api/brakes/" + brake.text("brake_id") + "?reason=over";
      assertThat(fleet.api(1).asAdmin("DELETE", path, null).status()).isEqualTo(200);
      Load.await("completion", LONG, () -> Load.open() == 0);
      assertThat(Superuser.count(ENDED, (Object) agents)).isEqualTo(TASKS);
      Load.await(
          "nothing held",
          LONG,
          () ->
              Superuser.count("SELECT coalesce(sum(monthly_tokens_reserved), 0) FROM agent_quotas")
                  == 0);
    }
  }
}
