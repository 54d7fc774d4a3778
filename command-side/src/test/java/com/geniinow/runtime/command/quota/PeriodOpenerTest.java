package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Months begin by the application's clock, with or without pg_cron. */
@RuntimeTest
class PeriodOpenerTest {
  private static final Map<String, ?> LIMIT = Map.of("monthly_token_limit", 100);

  @LocalServerPort int port;
  @Autowired TestClock clock;
  @Autowired PeriodOpener opener;
  private Api api;

  @BeforeEach
  void connect() {
    api = new Api(port);
    Superuser.jdbc().update("DELETE FROM due_periods");
  }

  @AfterEach
  void letClockGo() {
    Superuser.jdbc().update("DELETE FROM due_periods");
    clock.letGo();
  }

  @Test
  void a_month_begins_by_itself_when_no_job_ever_runs() {
    clock.set("2024-01-31T23:59:59.999999Z");
    var agent = QuotaAgent.provision(api, LIMIT);
    agent.ran(Map.of("estimated_tokens", 90, "model", "gpt-4o"), "gpt-4o", 0, 90);
    assertThat(agent.submit(20).status()).isEqualTo(429);

    clock.set("2024-02-01T00:00:00Z");

    var shown = agent.quota();
    assertThat(shown.path("period").asString()).isEqualTo("2024-02");
    assertThat(shown.path("resets_at").asString()).isEqualTo("2024-03-01T00:00:00Z");
    assertThat(shown.path("monthly_tokens_used").asLong()).isZero();
    assertThat(shown.path("monthly_cost_used_usd").decimalValue()).isEqualByComparingTo("0");
    assertThat(agent.submit(100).status()).isEqualTo(202);
    assertThat(agent.submit(1).status()).isEqualTo(429);
    var opened = agent.ledger("period_opened");
    assertThat(opened).hasSize(1);
    assertThat(opened.getFirst().path("details").path("closed_tokens_used").asString())
        .isEqualTo("90");
  }

  @Test
  void the_command_that_pg_cron_runs_resets_agents_that_do_nothing() {
    clock.set("2024-01-20T00:00:00Z");
    var agent = QuotaAgent.provision(api, LIMIT);
    agent.ran(Map.of("estimated_tokens", 90, "model", "gpt-4o"), "gpt-4o", 10, 60);
    var before = agent.usage("");
    var job =
        Superuser.jdbc()
            .queryForMap(
                "SELECT schedule, command, username FROM cron.job WHERE jobname = 'genii-open-period'");
    assertThat(job.get("schedule")).isEqualTo("0 0 1 * *");
    assertThat(job.get("username")).isNotEqualTo("postgres");

    Database.owner().execute(String.valueOf(job.get("command")));
    clock.set(Instant.now());
    opener.run();

    var row = row(agent);
    assertThat(row.get("period")).isEqualTo(Period.of(clock.instant()).toString());
    assertThat(row.get("monthly_tokens_used")).isEqualTo(0L);
    assertThat(row.get("monthly_cost_used_usd").toString()).matches("0(\\.0+|E-10)?");
    assertThat(agent.usage("")).isEqualTo(before);
    assertThat(agent.usage("").path("items")).hasSize(1);
    var due = Superuser.jdbc().queryForMap("SELECT * FROM due_periods");
    assertThat(due.get("opened_at")).isNotNull();
    assertThat((Long) due.get("agents_opened")).isPositive();

    Database.owner().execute(String.valueOf(job.get("command")));
    opener.run();
    assertThat(Database.events(agent.id(), "PeriodOpened")).isEqualTo(1);
    assertThat(Superuser.jdbc().queryForMap("SELECT * FROM due_periods")).isEqualTo(due);
  }

  @Test
  void a_job_that_fires_early_changes_nothing_until_the_month_begins() {
    clock.set("2024-03-31T23:59:59Z");
    var agent = QuotaAgent.provision(api, LIMIT);
    agent.ran(Map.of("estimated_tokens", 90), null, 0, 90);
    due("2024-04");

    opener.run();
    assertThat(Database.events(agent.id(), "PeriodOpened")).isZero();
    assertThat(agent.submit(20).status()).isEqualTo(429);

    clock.set("2024-04-01T00:00:00Z");
    opener.run();
    assertThat(row(agent).get("period")).isEqualTo("2024-04");
    assertThat(agent.tokensUsed()).isZero();
  }

  @Test
  void a_job_that_fires_late_takes_nothing_from_the_month_that_has_begun() {
    clock.set("2024-04-30T00:00:00Z");
    var agent = QuotaAgent.provision(api, LIMIT);
    agent.ran(Map.of("estimated_tokens", 90), null, 0, 90);
    clock.set("2024-05-01T00:00:00Z");
    agent.ran(Map.of("estimated_tokens", 33), null, 0, 33);
    clock.set("2024-05-20T00:00:00Z");
    due("2024-05");

    opener.run();
    opener.run();

    assertThat(agent.tokensUsed()).isEqualTo(33);
    assertThat(Database.events(agent.id(), "PeriodOpened")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-02-29T23:59:59.999999Z, 2024-03-01T00:00:00Z, 2024-02, 2024-03, 2024-04-01T00:00:00Z",
    "2023-02-28T23:59:59.999999Z, 2023-03-01T00:00:00Z, 2023-02, 2023-03, 2023-04-01T00:00:00Z",
    "2023-12-31T23:59:59.999999Z, 2024-01-01T00:00:00Z, 2023-12, 2024-01, 2024-02-01T00:00:00Z",
    "2023-11-30T12:00:00Z, 2024-02-29T00:00:00Z, 2023-11, 2024-02, 2024-03-01T00:00:00Z"
  })
  void months_end_when_the_calendar_says_so(
      String last, String first, String closed, String opened, String resets) {
    clock.set(last);
    var agent = QuotaAgent.provision(api, LIMIT);
    agent.ran(Map.of("estimated_tokens", 60), null, 0, 60);
    assertThat(agent.quota().path("period").asString()).isEqualTo(closed);

    clock.set(first);
    assertThat(agent.quota().path("resets_at").asString()).isEqualTo(resets);
    agent.ran(Map.of("estimated_tokens", 70), null, 0, 70);

    assertThat(row(agent).get("period")).isEqualTo(opened);
    assertThat(agent.tokensUsed()).isEqualTo(70);
    assertThat(spentIn(agent, closed)).isEqualTo(60);
    assertThat(spentIn(agent, opened)).isEqualTo(70);
  }

  @Test
  void what_was_reserved_before_midnight_is_settled_into_the_old_month() {
    clock.set("2024-06-30T23:59:50Z");
    var agent = QuotaAgent.provision(api, LIMIT);
    agent.ran(Map.of("estimated_tokens", 20), null, 0, 20);
    var late = agent.submitted(Map.of("estimated_tokens", 50));
    agent.start(late);

    clock.set("2024-07-01T00:00:10Z");
    agent.ran(Map.of("estimated_tokens", 10), null, 0, 10);
    assertThat(agent.tokensReserved()).isZero();
    assertThat(agent.submit(91).status()).isEqualTo(429);
    assertThat(agent.complete(late, 1, null, 0, 95).status()).isEqualTo(200);

    assertThat(agent.tokensUsed()).isEqualTo(10);
    // Under "block" no more is charged than the old month's limit left.
    assertThat(spentIn(agent, "2024-06")).isEqualTo(100);
    assertThat(spentIn(agent, "2024-07")).isEqualTo(10);
    var overage = agent.ledger("overage_recorded");
    assertThat(overage).hasSize(1);
    var details = overage.getFirst().path("details");
    assertThat(details.path("period").asString()).isEqualTo("2024-06");
    assertThat(details.path("used").asString()).isEqualTo("20");
    assertThat(details.path("reserved").asString()).isEqualTo("50");
    assertThat(details.path("requested").asString()).isEqualTo("30");
    assertThat(agent.submit(90).status()).isEqualTo(202);
  }

  @Test
  void a_month_may_begin_in_the_middle_of_traffic() throws Exception {
    clock.set("2024-07-31T23:59:59Z");
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 1_000_000));
    due("2024-08");
    List<Future<?>> work = new ArrayList<>();
    var working = new AtomicBoolean(true);
    try (var threads = Executors.newFixedThreadPool(6)) {
      for (var i = 0; i < 4; i++) {
        work.add(
            threads.submit(
                () -> {
                  for (var n = 0; n < 15; n++) {
                    agent.ran(Map.of("estimated_tokens", 10), null, 0, 7);
                  }
                }));
      }
      var opening =
          threads.submit(
              () -> {
                while (working.get()) {
                  opener.run();
                }
              });
      work.getFirst().get();
      clock.set("2024-08-01T00:00:00Z");
      for (var done : work) {
        done.get();
      }
      agent.ran(Map.of("estimated_tokens", 10), null, 0, 7);
      working.set(false);
      opening.get();
    }

    assertThat(spentIn(agent, "2024-07") + spentIn(agent, "2024-08")).isEqualTo(61 * 7);
    assertThat(agent.tokensUsed()).isEqualTo(spentIn(agent, "2024-08"));
    assertThat(agent.tokensReserved()).isZero();
    assertThat(Database.events(agent.id(), "PeriodOpened")).isEqualTo(1);
  }

  @Test
  void an_agent_that_cannot_be_opened_keeps_no_other_waiting_and_is_tried_again() {
    clock.set("2024-08-15T00:00:00Z");
    var agents = List.of(provision(), provision(), provision());
    var bad = agents.get(1);
    clock.set("2024-09-01T00:00:00Z");
    due("2024-09");
    try (var fault = new FailingAppends(bad.id())) {
      opener.run();
      await().until(() -> row(agents.get(0)).get("period").equals("2024-09"));
      await().until(() -> row(agents.get(2)).get("period").equals("2024-09"));
      assertThat(row(bad).get("period")).isEqualTo("2024-08");
      assertThat(dueIsDone()).isFalse();
    }

    opener.run();
    assertThat(row(bad).get("period")).as("not before its time").isEqualTo("2024-08");
    clock.set(clock.instant().plus(PeriodOpener.AFTER_FAILURE));
    opener.run();

    await().until(() -> row(bad).get("period").equals("2024-09"));
    await().until(PeriodOpenerTest::dueIsDone);
  }

  @Test
  void two_processes_that_open_the_same_month_open_it_once() throws Exception {
    clock.set("2024-09-15T00:00:00Z");
    List<QuotaAgent> agents = new ArrayList<>();
    for (var i = 0; i < 10; i++) {
      agents.add(provision());
    }
    clock.set(Instant.parse("2024-10-01T00:00:00Z").plus(Duration.ofHours(1)));
    due("2024-10");

    try (var threads = Executors.newFixedThreadPool(2)) {
      var one = threads.submit(opener::run);
      var other = threads.submit(opener::run);
      one.get();
      other.get();
    }

    for (var agent : agents) {
      assertThat(row(agent).get("period")).isEqualTo("2024-10");
      assertThat(Database.events(agent.id(), "PeriodOpened")).isEqualTo(1);
    }
    assertThat(dueIsDone()).isTrue();
  }

  private QuotaAgent provision() {
    return QuotaAgent.provision(api, LIMIT);
  }

  private static void due(String period) {
    Superuser.jdbc().update("INSERT INTO due_periods (period, due_at) VALUES (?, now())", period);
  }

  private static boolean dueIsDone() {
    return Superuser.count("SELECT count(*) FROM due_periods WHERE opened_at IS NULL") == 0;
  }

  private static Map<String, Object> row(QuotaAgent agent) {
    return Superuser.jdbc()
        .queryForMap("SELECT * FROM agent_quotas WHERE agent_id = ?", agent.id());
  }

  private static long spentIn(QuotaAgent agent, String period) {
    return Superuser.count(
        "SELECT coalesce(sum(tokens), 0) FROM agent_quota_usage WHERE agent_id = ? AND period = ?",
        agent.id(),
        period);
  }
}
