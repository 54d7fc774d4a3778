package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two processes deliver what both of them wrote: nothing is lost, and order holds. */
@RuntimeTest
class TwoProcessWebhookTest {
  private static SecondProcess second;

  @LocalServerPort int port;

  @Autowired
  @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system;

  private List<Api> both;
  private TestReceiver receiver;
  private Hooks hooks;

  @BeforeAll
  static void startSecond() {
    second = SecondProcess.start();
  }

  @AfterAll
  static void stopSecond() {
    second.close();
  }

  @BeforeEach
  void listen() throws Exception {
    both = List.of(new Api(port), second.api());
    receiver = new TestReceiver();
    hooks = new Hooks(both.get(0));
  }

  @AfterEach
  void close() {
    hooks.close();
    receiver.close();
  }

  @Test
  void each_event_comes_in_its_agents_order_though_a_third_of_the_calls_fail() throws Exception {
    var entity = UUID.randomUUID();
    List<UUID> agents = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      agents.add(both.get(0).provision(Map.of("entity_id", entity)));
    }
    var n = new AtomicInteger();
    receiver.answers(call -> n.incrementAndGet() % 3 == 0 ? 500 : 200);
    hooks.ofEntity(entity, receiver.url("/a"), List.of("task.submitted"));
    Parallel.all(
        160,
        i -> {
          var body = Map.of("type", "simulate", "estimated_tokens", 1);
          return both.get(i % 2).asAgent(agents.get(i % 8), "POST", "/api/tasks", body).status();
        });
    for (var agent : agents) {
      var stored = stored(agent);
      assertThat(stored).hasSize(20);
      await()
          .atMost(TaskClient.SOON)
          .untilAsserted(() -> assertThat(firstsOf(agent)).containsExactlyElementsOf(stored));
    }
  }

  /** What came of an agent, each at its first time. */
  private List<String> firstsOf(UUID agent) {
    var ids = new LinkedHashSet<String>();
    receiver.calls("/a").stream()
        .filter(call -> call.text("agent_id").equals(agent.toString()))
        .forEach(call -> ids.add(call.header("webhook-id")));
    return List.copyOf(ids);
  }

  private List<String> stored(UUID agent) {
    return system
        .sql(
            """
            SELECT event_identifier FROM domain_event_entry
            WHERE agent_id = ? AND payload_type LIKE '%TaskSubmitted' ORDER BY global_index""")
        .param(agent)
        .query(String.class)
        .list();
  }

  @Test
  void what_a_process_held_when_it_died_is_taken_over() throws Exception {
    var agent = both.get(0).provision(Map.of());
    receiver.answers(call -> 500);
    var hook = hooks.of(agent, receiver.url("/b"), List.of("task.submitted"));
    both.get(0).asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate"));
    receiver.awaitCalls("/b", 1);
    // As one that took the lane and was never heard of again.
    await()
        .atMost(TaskClient.SOON)
        .until(
            () ->
                system
                        .sql(
                            """
                            UPDATE webhook_lanes SET lease = gen_random_uuid(),
                              leased_until = clock_timestamp() + interval '3 seconds', next_at = now()
                            WHERE webhook_id = ? AND lease IS NULL""")
                        .param(UUID.fromString(hook.text("webhook_id")))
                        .update()
                    == 1);
    receiver.answers(call -> 200);
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).containsValue("delivered"));
  }
}
