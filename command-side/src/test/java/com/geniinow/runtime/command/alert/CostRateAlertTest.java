package com.geniinow.runtime.command.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.testing.FakePagerDuty;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.FastTasks;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** That an agent was suspended since it spends too fast is told each time, in Slack and by page. */
@FastTasks
class CostRateAlertTest {
  @Autowired TaskClient tasks;

  @BeforeEach
  void thePeopleAreThere() {
    FakeSlack.answers();
    FakePagerDuty.answers(202);
  }

  @Test
  void people_are_told_at_once_with_figure_and_limit() {
    var agent =
        tasks.api.provision(
            Map.of("monthly_token_limit", 1_000_000, "max_cost_per_minute_usd", 0.0005));
    pay(agent);
    await().atMost(TaskClient.SOON).until(() -> told(agent).size() == 1);
    assertThat(told(agent).getFirst().get("text"))
        .contains("0.001 USD", "0.0005 USD", "max_cost_per_minute_usd", agent + "/resume");
    await().atMost(TaskClient.SOON).until(() -> paged(agent).size() == 1);
    assertThat(paged(agent).getFirst().path("payload").toString())
        .contains("0.001 USD", "0.0005 USD");

    tasks.change(agent, "resume");
    pay(agent);
    await()
        .atMost(TaskClient.SOON)
        .until(() -> told(agent).size() == 2 && paged(agent).size() == 2);
  }

  /** A task that is charged 0.001 USD. */
  private void pay(UUID agent) {
    var task = UUID.fromString(tasks.trySubmit(agent, Map.of("model", "gpt-4o")).text("task_id"));
    var attempt = tasks.start(task);
    var usage = Map.of("model", "gpt-4o", "input_tokens", 0, "output_tokens", 100);
    var answer =
        tasks.api.asWorker(
            "POST",
            "/internal/tasks/%s/attempts/%d/complete".formatted(task, attempt),
            Map.of("usage", usage));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private static List<Map<String, String>> told(UUID agent) {
    return FakeSlack.messagesAbout(agent).stream()
        .filter(message -> message.get("text").contains("spends too fast"))
        .toList();
  }

  private static List<JsonNode> paged(UUID agent) {
    return FakePagerDuty.events().stream()
        .filter(event -> event.toString().contains(agent.toString()))
        .toList();
  }
}
