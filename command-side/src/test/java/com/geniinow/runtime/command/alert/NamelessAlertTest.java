package com.geniinow.runtime.command.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.FastTasks;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** No erasure reaches what was posted: so it bears ids, and neither names nor errors. */
@FastTasks
class NamelessAlertTest {
  private static final String WORD = "canary" + UUID.randomUUID().toString().replace("-", "");

  @Autowired TaskClient tasks;
  @Autowired BudgetAlerts budgets;

  private final UUID entity = UUID.randomUUID();

  @BeforeEach
  void slackIsThere() {
    FakeSlack.answers();
  }

  @Test
  void no_message_bears_an_agent_s_name_or_a_task_s_error() {
    var agent =
        tasks.api.provision(
            Map.of("entity_id", entity.toString(), "name", WORD, "monthly_token_limit", 1_000));
    deadLetter(agent);
    assertThat(tasks.trySubmit(agent, Map.of("approval", "required")).status()).isEqualTo(202);
    spendMost(agent);
    await()
        .atMost(TaskClient.SOON)
        .untilAsserted(
            () -> assertThat(kinds(agent)).contains("dead_letter", "approval_required", "tokens"));
    budgets.run();

    assertThat(kinds(agent)).contains(BudgetAlerts.KIND);
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM alerts WHERE strpos(message || coalesce(body, ''), ?) > 0",
                WORD))
        .isZero();
  }

  private void deadLetter(UUID agent) {
    var task = tasks.submit(agent);
    var answer =
        tasks.api.asWorker(
            "POST",
            "/internal/tasks/%s/attempts/%d/fail".formatted(task, tasks.start(task)),
            Map.of("error", "failed: " + WORD, "retryable", false));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  /** Most of its own month and of its entity's day. */
  private void spendMost(UUID agent) {
    var budget =
        tasks.api.asAdmin(
            "PUT", "/api/budgets/entities/" + entity, Map.of("daily_token_limit", 1_000));
    assertThat(budget.status()).as("%s", budget).isEqualTo(200);
    var today = LocalDate.now(ZoneOffset.UTC).toString();
    var corrected =
        tasks.api.asAdmin(
            "POST",
            "/api/agents/" + agent + "/quota/corrections",
            Map.of("tokens", 850, "period", today, "reason", WORD));
    assertThat(corrected.status()).as("%s", corrected).isEqualTo(201);
  }

  /** Of all alerts that name it. */
  private static List<String> kinds(UUID agent) {
    return Superuser.jdbc()
        .queryForList(
            "SELECT kind FROM alerts WHERE strpos(message, ?) > 0", String.class, agent.toString());
  }
}
