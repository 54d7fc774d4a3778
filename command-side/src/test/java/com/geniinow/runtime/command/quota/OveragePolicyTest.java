package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.FakeSlack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What happens beyond a limit where the policy lets work go on. */
@RuntimeTest
class OveragePolicyTest {
  private static final Duration SOON = Duration.ofSeconds(90);

  @LocalServerPort int port;
  private Api api;

  @BeforeEach
  void connect() {
    api = new Api(port);
  }

  @Test
  void alert_only_runs_tells_slack_once_and_records_every_overage() {
    var agent =
        QuotaAgent.provision(
            api, Map.of("monthly_token_limit", 100, "overage_policy", "alert_only"));

    agent.ran(Map.of("estimated_tokens", 90), null, 0, 90);
    assertThat(agent.ledger("overage_recorded")).isEmpty();
    agent.ran(Map.of("estimated_tokens", 20), null, 0, 20);
    agent.ran(Map.of("estimated_tokens", 20), null, 0, 20);
    agent.ran(Map.of("estimated_tokens", 20), null, 0, 20);

    assertThat(agent.tokensUsed()).isEqualTo(150);
    assertThat(agent.ledger("overage_recorded")).hasSize(3);
    await().atMost(SOON).until(() -> !told(agent).isEmpty());
    awaitAlertsUpToHere();
    assertThat(told(agent)).hasSize(1);
    assertThat(told(agent).getFirst()).contains("#fleet-ops").contains("tokens").contains("100");
    assertThat(alerts(agent)).isEqualTo(1);
  }

  @Test
  void each_limit_that_is_passed_is_told_and_so_is_a_changed_one() {
    var agent =
        QuotaAgent.provision(
            api,
            Map.of(
                "monthly_token_limit",
                100,
                "monthly_cost_limit_usd",
                new java.math.BigDecimal("0.0001"),
                "overage_policy",
                "alert_only"));
    var task = Map.of("estimated_tokens", 120, "model", "gpt-4o");
    agent.submitted(task);
    await().atMost(SOON).until(() -> told(agent).size() == 2);

    agent.change(Map.of("monthly_token_limit", 200));
    agent.submitted(task);

    await().atMost(SOON).until(() -> told(agent).size() == 3);
    awaitAlertsUpToHere();
    assertThat(alerts(agent)).isEqualTo(3);
    assertThat(told(agent).getLast()).contains("Of 200");
  }

  @Test
  void allow_runs_records_and_tells_nobody() {
    var agent =
        QuotaAgent.provision(api, Map.of("monthly_token_limit", 10, "overage_policy", "allow"));

    agent.ran(Map.of("estimated_tokens", 30), null, 10, 20);

    assertThat(agent.tokensUsed()).isEqualTo(30);
    assertThat(agent.ledger("overage_recorded")).hasSize(1);
    assertThat(agent.usage("").path("items")).hasSize(1);
    awaitAlertsUpToHere();
    assertThat(alerts(agent)).isZero();
    assertThat(told(agent)).isEmpty();
  }

  @Test
  void more_used_than_reserved_is_recorded_as_it_was_with_an_overage() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 1000));

    agent.ran(Map.of("estimated_tokens", 100, "model", "gpt-4o"), "gpt-4o", 50, 80);

    assertThat(agent.tokensUsed()).isEqualTo(130);
    assertThat(agent.tokensReserved()).isZero();
    var overage = agent.ledger("overage_recorded");
    assertThat(overage).hasSize(1);
    assertThat(overage.getFirst().path("details").path("requested").asString()).isEqualTo("30");
    awaitAlertsUpToHere();
    assertThat(alerts(agent)).as("nobody is told below the limit").isZero();
  }

  @Test
  void more_reported_than_the_limit_counts_up_to_it_and_is_told() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 100));

    agent.ran(Map.of("estimated_tokens", 90), null, 0, 130);

    assertThat(agent.tokensUsed()).isEqualTo(100);
    assertThat(agent.submit(1).status()).isEqualTo(429);
    assertThat(agent.ledger("overage_recorded")).hasSize(1);
    assertThat(agent.ledger("usage_implausible")).hasSize(1);
    await()
        .atMost(SOON)
        .until(
            () ->
                FakeSlack.messagesAbout(agent.id()).stream()
                    .anyMatch(message -> message.toString().contains("*Implausible usage*")));
  }

  @Test
  void a_reported_model_without_a_price_costs_what_was_reserved() {
    var agent = QuotaAgent.provision(api, Map.of());

    agent.ran(Map.of("estimated_tokens", 1000, "model", "gpt-4o"), "gpt-from-tomorrow", 10, 20);

    assertThat(agent.costUsed()).isEqualByComparingTo("0.01");
    assertThat(agent.tokensUsed()).isEqualTo(30);
    assertThat(agent.usage("").path("items").path(0).path("estimated").asBoolean()).isTrue();
  }

  @Test
  void a_failed_attempt_that_was_billed_counts_and_its_retry_reserves_anew() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 1000));
    var task = agent.submitted(Map.of("estimated_tokens", 100, "model", "gpt-4o"));
    agent.start(task);

    assertThat(agent.fail(task, 1, "gpt-4o", 20, 15).status()).isEqualTo(200);

    assertThat(agent.tokensUsed()).isEqualTo(35);
    assertThat(agent.tokensReserved()).isEqualTo(100);
    assertThat(agent.usage("").path("items")).hasSize(1);
  }

  @Test
  void a_retry_that_the_quota_refuses_is_dead_lettered_for_it() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 100));
    var task = agent.submitted(Map.of("estimated_tokens", 100));
    agent.start(task);

    agent.fail(task, 1, null, 0, 40);

    var read = api.asAgent(agent.id(), "GET", "/api/tasks/" + task, null);
    assertThat(read.text("status")).isEqualTo("dead_lettered");
    assertThat(agent.tokensUsed()).isEqualTo(40);
    assertThat(agent.tokensReserved()).isZero();
    assertThat(
            agent.ledger("task_dead_lettered").getFirst().path("details").path("reason").asString())
        .isEqualTo("quota_exceeded");
  }

  @Test
  void a_cancelled_task_that_waits_gives_back_what_it_held() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 100));
    var task = agent.submitted(Map.of("estimated_tokens", 100));

    api.asAgent(agent.id(), "POST", "/api/tasks/" + task + "/cancel", Map.of());

    assertThat(agent.tokensReserved()).isZero();
    assertThat(agent.submit(100).status()).isEqualTo(202);
  }

  /** Of the limit that was passed; that it is near is told apart from that. */
  private static List<String> told(QuotaAgent agent) {
    return FakeSlack.messagesAbout(agent.id()).stream()
        .map(Map::toString)
        .filter(message -> message.contains("*Quota passed*"))
        .toList();
  }

  private static long alerts(QuotaAgent agent) {
    return Superuser.count(
        "SELECT count(*) FROM alerts WHERE kind = 'overage' AND agent_id = ?", agent.id());
  }

  /** The processor takes events in order: when it has told of a later one, all before are done. */
  private void awaitAlertsUpToHere() {
    var marker =
        QuotaAgent.provision(api, Map.of("monthly_token_limit", 1, "overage_policy", "alert_only"));
    marker.submitted(Map.of("estimated_tokens", 2));
    await().atMost(SOON).until(() -> alerts(marker) == 1);
  }
}
