package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Many agents, many threads, every kind of end: the books balance for each agent. There are 500
 * submissions, or as many as {@code -Dgenii.mixed.submissions} says.
 */
@RuntimeTest
class MixedLoadTest {
  private static final int AGENTS = 20;
  private static final int SUBMISSIONS = Integer.getInteger("genii.mixed.submissions", 500);
  private static final int THREADS = 32;

  @LocalServerPort int port;

  private Api api;

  @Test
  void after_many_mixed_submissions_tables_and_events_agree() throws Exception {
    api = new Api(port);
    var agents = IntStream.range(0, AGENTS).mapToObj(this::provision).toList();

    var ends = Parallel.on(THREADS, SUBMISSIONS, n -> submitAndWork(agents, n));

    assertThat(ends).contains("refused", "queued", "running", "completed", "retrying", "given up");
    agents.forEach(Consistency::assertTablesFollowEvents);
    agents.forEach(MixedLoadTest::assertWithinLimits);
    Replayed.assertWholeStoreEqualsReplay(api);
    Ledgers.assertIntact(api, agents);
  }

  /** Each third agent has little, each fourth a policy that lets everything through. */
  private UUID provision(int n) {
    var limits = new HashMap<String, Object>();
    limits.put("monthly_token_limit", n % 3 == 0 ? 2_000 : 1_000_000);
    limits.put("overage_policy", n % 4 == 0 ? "alert_only" : "block");
    return api.provision(limits);
  }

  private String submitAndWork(List<UUID> agents, int n) {
    var random = new Random(n);
    var agent = agents.get(random.nextInt(agents.size()));
    var submitted =
        api.asAgent(
            agent,
            "POST",
            "/api/tasks",
            Map.of(
                "type",
                "simulate",
                "payload",
                random.nextBoolean() ? Map.of("model", "gpt-4o-mini") : Map.of(),
                "estimated_tokens",
                1 + random.nextInt(200)));
    if (submitted.status() == 429) {
      return "refused";
    }
    assertThat(submitted.status()).as("%s", submitted).isEqualTo(202);
    var attempts = "/internal/tasks/" + submitted.text("task_id") + "/attempts";
    var end = random.nextInt(10);
    if (end == 0) {
      return "queued";
    }
    expect(201, attempts, Map.of("worker_id", "tests"));
    return switch (end) {
      case 1 -> "running";
      case 2 -> fail(attempts, true, Map.of(), "retrying");
      case 3 -> fail(attempts, true, usage(random), "retrying");
      case 4 -> fail(attempts, false, usage(random), "given up");
      default -> {
        expect(200, attempts + "/1/complete", Map.of("result", n, "usage", usage(random)));
        yield "completed";
      }
    };
  }

  private String fail(String attempts, boolean retryable, Map<String, ?> usage, String end) {
    var body = new HashMap<String, Object>(Map.of("error", "as told", "retryable", retryable));
    if (!usage.isEmpty()) {
      body.put("usage", usage);
    }
    expect(200, attempts + "/1/fail", body);
    return end;
  }

  /** At times more than was reserved, which is recorded as it is. */
  private static Map<String, Object> usage(Random random) {
    return Map.of(
        "model", "gpt-4o-mini",
        "input_tokens", random.nextInt(60),
        "output_tokens", random.nextInt(60));
  }

  private void expect(int status, String path, Object body) {
    var answer = api.asWorker("POST", path, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
  }

  private static void assertWithinLimits(UUID agent) {
    assertThat(
            Superuser.count(
                """
                SELECT count(*) FROM agent_tasks
                WHERE agent_id = ? AND status IN ('queued', 'running', 'retrying')""",
                agent))
        .isLessThanOrEqualTo(100);
    var quota =
        Superuser.jdbc().queryForMap("SELECT * FROM agent_quotas WHERE agent_id = ?", agent);
    if (quota.get("overage_policy").equals("block")) {
      assertThat(Events.of(agent).mostTokensAdmitted())
          .isLessThanOrEqualTo((Long) quota.get("monthly_token_limit"));
    }
  }
}
