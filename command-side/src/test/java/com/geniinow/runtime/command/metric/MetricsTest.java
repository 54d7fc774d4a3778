package com.geniinow.runtime.command.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What Prometheus finds, by the names that dashboards and alert rules use. */
@RuntimeTest
class MetricsTest {
  private static final int OPEN = 30;

  @Autowired TaskClient tasks;

  @Test
  void an_agents_tokens_and_queue_are_shown_by_its_id() {
    var agent = tasks.agent(100);
    var submitted = tasks.trySubmit(agent, Map.of("estimated_tokens", 40));
    var task = UUID.fromString(submitted.text("task_id"));
    tasks.complete(task, tasks.start(task));
    // Enough to be among the hundred that are shown, whatever other tests left open.
    for (var n = 0; n < OPEN; n++) {
      tasks.trySubmit(agent, Map.of("estimated_tokens", 1));
    }

    await()
        .atMost(TaskClient.SOON)
        .untilAsserted(
            () ->
                assertThat(tasks.api.metrics())
                    .contains(
                        "genii_agent_tokens_used_percent{agent_id=\"%s\"} 40.0".formatted(agent),
                        "genii_queue_depth{agent_id=\"%s\"} %d.0".formatted(agent, OPEN)));
    assertThat(tasks.api.metric("genii_queue_depth_total")).isPositive();
    assertThat(tasks.api.metrics())
        .anyMatch(line -> line.startsWith("genii_agent_storage_used_percent{agent_id="))
        .anyMatch(line -> line.startsWith("genii_processor_lag_events{processor=\"alerts\"}"));
  }

  @Test
  void what_becomes_of_tasks_is_counted_and_timed() {
    long dead = tasks.api.metric("genii_tasks_dead_lettered_total");
    long waits = tasks.api.metric("genii_queue_wait_seconds_count");
    long failures = tasks.api.metric("genii_task_execution_seconds_count{outcome=\"failed\"}");
    tasks.deadTask(tasks.agent());
    assertThat(tasks.api.metric("genii_tasks_dead_lettered_total")).isGreaterThan(dead);
    assertThat(tasks.api.metric("genii_queue_wait_seconds_count")).isGreaterThan(waits);
    assertThat(tasks.api.metric("genii_task_execution_seconds_count{outcome=\"failed\"}"))
        .isGreaterThan(failures);
  }

  @Test
  void commands_requests_transactions_pools_and_the_jvm_are_shown() {
    tasks.submit(tasks.agent());
    for (var name :
        List.of(
            "genii_transactions_total{outcome=\"committed\"}",
            "genii_transactions_rollback_rate ",
            "genii_erasure_age_seconds ",
            "genii_command_seconds_bucket{command=\"SubmitTask\",le=\"0.05\"}",
            "http_server_requests_seconds_bucket",
            "hikaricp_connections_active{pool=\"genii_command\"}",
            "hikaricp_connections_active{pool=\"genii_system\"}",
            "jvm_memory_used_bytes",
            "process_cpu_usage")) {
      assertThat(tasks.api.metrics()).as(name).anyMatch(line -> line.startsWith(name));
    }
  }
}
