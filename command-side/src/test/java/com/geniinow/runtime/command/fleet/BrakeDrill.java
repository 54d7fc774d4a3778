package com.geniinow.runtime.command.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.gateway.OpenStreams;
import com.geniinow.runtime.command.testing.StubProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Two hundred tasks run on three workers beside fifty streams, and one act stops them all. */
final class BrakeDrill {
  private static final int TASKS = 200;
  private static final int STREAMS = 50;
  private static final int AGENTS = 50;
  private static final int SLOTS = 70;
  private static final int MILLIS = 60_000;
  private static final Duration LONG = Duration.ofMinutes(4);

  private static final String RUNNING =
      """
      SELECT (SELECT count(*) FROM agent_tasks WHERE status = 'running')
        + (SELECT count(*) FROM running_calls)""";
  private static final String ENDED =
      """
      SELECT count(*) FROM domain_event_entry
      WHERE payload_type LIKE '%TaskCompleted' AND agent_id = ANY (?)""";
  private static final String CHARGED =
      "SELECT count(*) FROM agent_quota_usage WHERE agent_id = ANY (?) AND ";

  private BrakeDrill() {}

  static void play(Path logs) throws Exception {
    var providers = StubProvider.SHARED.settings();
    var settings = providers.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    try (var fleet = Fleet.start("brake-drill", SLOTS, logs, settings.toArray(String[]::new))) {
      var load = new Load(fleet).provision(AGENTS, Map.of("concurrency", 10));
      var streams = OpenStreams.open(STREAMS, List.of(fleet.api(0), fleet.api(1)), load.agents());
      for (var n = 0; n < TASKS; n++) {
        load.submit(load.agents().get(n % AGENTS), n, MILLIS);
      }
      Load.await("all running", LONG, () -> Superuser.count(RUNNING) == TASKS + STREAMS);

      var brake = brake(fleet.api(0));
      streams.assertCutByBrake();

      var path = "/api/brakes/" + brake + "?reason=over";
      assertThat(fleet.api(1).asAdmin("DELETE", path, null).status()).isEqualTo(200);
      Load.await("completion", LONG, () -> Load.open() == 0);
      assertCounts(load.agents());
    }
  }

  private static String brake(Api api) {
    long start = System.nanoTime();
    var brake = api.asAdmin("POST", "/api/brakes", Map.of("scope", "fleet", "reason", "drill"));
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    long left = Superuser.count(RUNNING);
    System.out.printf(
        "brake: %d tasks on 3 workers and %d streams stopped within %s ms, answered after %d ms%n",
        TASKS, STREAMS, brake.text("stopped_within_ms"), took);
    assertThat(brake.status()).isEqualTo(200);
    assertThat(brake.body().path("running").size()).isEqualTo(TASKS + STREAMS);
    assertThat(left).as("still running at the answer").isZero();
    return brake.text("brake_id");
  }

  /** Each task once, each attempt and each call charged at most once, and nothing held. */
  private static void assertCounts(List<UUID> agents) throws Exception {
    var ids = (Object) agents.toArray(UUID[]::new);
    assertThat(Superuser.count(ENDED, ids)).isEqualTo(TASKS);
    Load.await(
        "nothing held",
        LONG,
        () ->
            Superuser.count("SELECT coalesce(sum(monthly_tokens_reserved), 0) FROM agent_quotas")
                == 0);
    assertThat(Superuser.count(CHARGED + "call_id IS NOT NULL", ids)).isEqualTo(STREAMS);
    assertThat(Superuser.count(CHARGED + "task_id IS NOT NULL AND attempt = 2", ids))
        .isEqualTo(TASKS);
    // What is simulated uses its tokens at its end, and its workers said that there was none.
    assertThat(Superuser.count(CHARGED + "task_id IS NOT NULL AND attempt = 1", ids)).isZero();
    for (var agent : agents) {
      Consistency.assertTablesFollowEvents(agent);
    }
  }
}
