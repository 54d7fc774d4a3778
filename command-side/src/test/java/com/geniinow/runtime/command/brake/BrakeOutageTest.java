package com.geniinow.runtime.command.brake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.servers.LocalServers;
import com.geniinow.runtime.servers.managed.ManagedServer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/** Brakes while something is away. */
@RuntimeTest
@Timeout(300)
class BrakeOutageTest {
  private static final Duration RECOVERY = Duration.ofMinutes(2);
  private static final ManagedServer POSTGRES = LocalServers.shared().postgres();
  private static final ManagedServer REDIS = LocalServers.shared().redis();

  @Autowired TaskClient tasks;
  private BrakeClient brakes;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    brakes = new BrakeClient(tasks.api);
    agent = tasks.agent();
  }

  /** Other tests of this JVM share the servers. */
  @AfterEach
  void everythingRunsAgain() {
    POSTGRES.start();
    REDIS.start();
    await()
        .dontCatchUncaughtExceptions()
        .atMost(RECOVERY)
        .until(() -> tasks.api.asAdmin("GET", "/api/brakes", null).status() == 200);
    await()
        .dontCatchUncaughtExceptions()
        .atMost(RECOVERY)
        .until(() -> brakes.trySet("agent", agent).status() == 200);
    brakes.close();
    await()
        .dontCatchUncaughtExceptions()
        .atMost(RECOVERY)
        .until(() -> tasks.trySubmit(agent, Map.of()).status() == 202);
  }

  @Test
  void without_redis_a_brake_is_set_ends_what_runs_and_is_released() {
    var task = tasks.submit(agent);
    tasks.start(task);
    REDIS.stop();

    var brake = brakes.set("agent", agent);

    assertThat(brake.body().path("running").size()).isEqualTo(1);
    assertThat(tasks.status(task)).isEqualTo("queued");
    assertThat(tasks.tryStart(task).text("reason")).isEqualTo("braked");

    assertThat(brakes.release(brake.text("brake_id")).status()).isEqualTo(200);
    assertThat(tasks.start(task)).isEqualTo(2);
  }

  @Test
  void without_postgresql_a_brake_is_refused() {
    POSTGRES.stop();

    var refused = brakes.trySet("agent", agent);

    assertThat(refused.status()).isEqualTo(503);
    POSTGRES.start();
    await()
        .dontCatchUncaughtExceptions()
        .atMost(RECOVERY)
        .untilAsserted(() -> assertThat(tasks.trySubmit(agent, Map.of()).status()).isEqualTo(202));
  }
}
