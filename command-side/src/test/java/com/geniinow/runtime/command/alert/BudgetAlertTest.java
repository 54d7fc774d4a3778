package com.geniinow.runtime.command.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.FastTasks;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** People hear that agents have used most of what they share, and that they have used all. */
@FastTasks
class BudgetAlertTest {
  @Autowired TaskClient tasks;
  @Autowired BudgetAlerts alerts;

  private final UUID entity = UUID.randomUUID();

  @BeforeEach
  void slackIsThere() {
    FakeSlack.answers();
  }

  @Test
  void the_first_80_percent_and_the_last_are_told_once_each() {
    var agents = agents(2);
    budget(Map.of("monthly_token_limit", 200));
    use(agents.get(0), 100);
    use(agents.get(1), 59);
    alerts.run();
    assertThat(told()).as("79.5 %%").isEmpty();

    use(agents.get(1), 1);
    alerts.run();
    alerts.run();
    assertThat(told()).as("80 %%").hasSize(1);

    use(agents.get(0), 40);
    alerts.run();
    alerts.run();
    assertThat(told()).as("100 %%").hasSize(2);
  }

  @Test
  void each_of_the_four_limits_is_told_of_for_itself_whatever_the_policy() {
    var agent = agents(1).getFirst();
    budget(
        Map.of(
            "monthly_token_limit",
            100,
            "daily_token_limit",
            90,
            "monthly_cost_limit_usd",
            1000,
            "overage_policy",
            "allow"));
    use(agent, 85);
    alerts.run();

    assertThat(told())
        .hasSize(2)
        .anySatisfy(
            message ->
                assertThat(message).contains("Window month", "85 tokens of 100 tokens", "85.0 %"))
        .anySatisfy(
            message ->
                assertThat(message).contains("Window day", "85 tokens of 90 tokens", "94.4 %"));
  }

  @Test
  void a_message_names_level_figure_window_and_the_three_that_spent_most() {
    var agents = agents(4);
    budget(Map.of("daily_token_limit", 1_000));
    use(agents.get(0), 40);
    use(agents.get(1), 300);
    use(agents.get(2), 500);
    use(agents.get(3), 200);
    alerts.run();

    await().atMost(TaskClient.SOON).until(() -> FakeSlack.messagesAbout(entity).size() == 2);
    var message =
        FakeSlack.messagesAbout(entity).stream()
            .map(form -> form.get("text"))
            .filter(text -> text.contains("Budget used up"))
            .findFirst()
            .orElseThrow();
    assertThat(message)
        .contains("entity `" + entity + "`", "1,040 tokens of 1,000 tokens (104.0 %)", "Window day")
        .containsSubsequence(
            "spent most", agents.get(2).toString(), agents.get(1).toString(), "200 tokens")
        .doesNotContain(agents.get(0).toString())
        .contains("/api/budgets/entities/" + entity);
  }

  @Test
  void a_raised_limit_is_measured_with_its_raise() {
    var agent = agents(1).getFirst();
    budget(Map.of("monthly_token_limit", 100));
    var raised =
        tasks.api.asAdmin(
            "POST",
            "/api/budgets/entities/" + entity + "/raise",
            Map.of(
                "window",
                "month",
                "tokens",
                100,
                "until",
                java.time.Instant.now().plusSeconds(3600).toString(),
                "reason",
                "launch"));
    assertThat(raised.status()).as("%s", raised).isEqualTo(200);
    use(agent, 150);
    alerts.run();

    assertThat(told()).as("75 %% of 200").isEmpty();
  }

  @Test
  void another_limit_is_told_of_anew() {
    var agent = agents(1).getFirst();
    budget(Map.of("monthly_token_limit", 100));
    use(agent, 90);
    alerts.run();
    budget(Map.of("monthly_token_limit", 1_000));
    alerts.run();
    assertThat(told()).as("90 %% of 100").hasSize(1);

    use(agent, 750);
    alerts.run();

    assertThat(told()).as("84 %% of 1,000").hasSize(2);
  }

  private List<UUID> agents(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            n ->
                tasks.api.provision(
                    Map.of("entity_id", entity.toString(), "monthly_token_limit", 100_000)))
        .toList();
  }

  private void budget(Map<String, ?> limits) {
    var answer = tasks.api.asAdmin("PUT", "/api/budgets/entities/" + entity, limits);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  /** Corrects upwards, which may pass a limit. */
  private void use(UUID agent, long tokens) {
    var day = java.time.LocalDate.now(java.time.ZoneOffset.UTC);
    var answer =
        tasks.api.asAdmin(
            "POST",
            "/api/agents/" + agent + "/quota/corrections",
            Map.of("tokens", tokens, "period", day.toString(), "reason", "used elsewhere"));
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
  }

  private List<String> told() {
    return Superuser.jdbc()
        .queryForList(
            "SELECT message FROM alerts WHERE kind = 'budget' AND strpos(message, ?) > 0",
            String.class,
            entity.toString());
  }
}
