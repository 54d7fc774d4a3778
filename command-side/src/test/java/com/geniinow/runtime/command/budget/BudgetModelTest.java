package com.geniinow.runtime.command.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Random stories of agents, entities and the platform, with limits of months and days that change,
 * raises that end and a clock that goes on: each submission is answered as a plain model in memory
 * says it must be.
 */
@RuntimeTest
@Timeout(240)
class BudgetModelTest {
  private static final int STEPS = 120;

  @LocalServerPort int port;
  @Autowired TestClock clock;

  private Api api;
  private Instant now;
  private BudgetModel model;

  @AfterEach
  void takeThePlatformsLimitsAway() {
    var none = new HashMap<String, Object>();
    none.put("monthly_token_limit", null);
    none.put("daily_token_limit", null);
    assertThat(api.asAdmin("PUT", "/api/budgets/platform", none).status()).isEqualTo(200);
    clock.letGo();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void each_submission_is_answered_as_the_model_says(long seed) {
    api = new Api(port);
    // A month of its own for each, in which nobody else has used anything.
    at(Instant.parse("2021-0%d-27T08:00:00Z".formatted(seed)));
    var entities = List.of(BudgetAgents.provision(api, 2), BudgetAgents.provision(api, 2));
    model = new BudgetModel();
    var random = new Random(seed);
    for (var step = 0; step < STEPS; step++) {
      var entity = entities.get(random.nextInt(2));
      switch (random.nextInt(12)) {
        case 0 -> limit(random, "platform", "/api/budgets/platform");
        case 1 -> limit(random, entity.entity().toString(), entity.path());
        case 2 -> {
          var agent = entity.agents().get(random.nextInt(2));
          limit(random, agent.toString(), "/api/agents/" + agent + "/quota");
        }
        case 3 -> raise(random, "platform", "/api/budgets/platform");
        case 4 -> raise(random, entity.entity().toString(), entity.path());
        case 5 -> at(now.plus(Duration.ofMinutes(random.nextInt(1, 900))));
        case 6, 7 -> complete(random, entity);
        default -> submit(random, entity);
      }
    }
  }

  private void at(Instant moment) {
    now = moment;
    clock.set(moment);
  }

  private void submit(Random random, BudgetAgents entity) {
    var n = random.nextInt(2);
    var agent = entity.agents().get(n).toString();
    long tokens = random.nextInt(0, 60);
    var passed = model.passed(agent, entity.entity().toString(), tokens, now);

    var answer = entity.submit(n, tokens);

    assertThat(answer.status()).as("%d tokens, %s", tokens, answer).isEqualTo(passed ? 429 : 202);
    if (!passed) {
      var task = answer.text("task_id");
      model.hold(task, agent, entity.entity().toString(), tokens, now);
    }
  }

  private void complete(Random random, BudgetAgents entity) {
    var task = model.anyTaskOf(entity.entity().toString(), random);
    if (task != null) {
      long used = model.held(task) == 0 ? 0 : random.nextLong(model.held(task) + 1);
      assertThat(entity.complete(api, task, used).status()).isEqualTo(200);
      model.use(task, used);
    }
  }

  private void limit(Random random, String who, String path) {
    var ofDay = random.nextBoolean();
    long limit = random.nextInt(20, 300);
    var field = ofDay ? "daily_token_limit" : "monthly_token_limit";
    assertThat(api.asAdmin("PUT", path, Map.of(field, limit)).status()).isEqualTo(200);
    model.limit(who, ofDay, limit);
  }

  private void raise(Random random, String who, String path) {
    var ofDay = random.nextBoolean();
    long tokens = random.nextInt(1, 100);
    var until = now.plus(Duration.ofMinutes(random.nextInt(1, 2_000)));
    var raise =
        Map.of(
            "tokens",
            tokens,
            "window",
            ofDay ? "day" : "month",
            "until",
            until.toString(),
            "reason",
            "a story");
    var answer = api.asAdmin("POST", path + "/raise", raise);
    assertThat(answer.status()).isIn(200, 400, 404, 409);
    assertThat(answer.status() == 200).isEqualTo(model.raise(who, ofDay, tokens, until, now));
  }
}
