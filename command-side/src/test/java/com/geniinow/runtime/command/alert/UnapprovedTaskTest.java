package com.geniinow.runtime.command.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people are told that a task may cost at most is so. */
class UnapprovedTaskTest {
  private static final String GPT = "gpt-4o";

  @Test
  void a_chat_costs_the_holds_of_its_attempts_or_its_own_limit() {
    assertThat(most("openai.chat", GPT, 100, "0.5", null)).isEqualByComparingTo("2");
    assertThat(most("openai.chat", GPT, 100, "0.5", "1.2")).isEqualByComparingTo("1.2");
    assertThat(most("openai.chat", GPT, 100, "0.5", "9")).isEqualByComparingTo("2");
    assertThat(most("openai.chat", "unpriced", 100, "0", null)).isNull();
  }

  @Test
  void what_outsiders_run_costs_its_own_limit_else_what_its_model_and_tokens_hold() {
    assertThat(most("crawl", GPT, 100, "0.5", "9")).isEqualByComparingTo("9");
    assertThat(most("crawl", null, 100, "0.5", "0.5")).isEqualByComparingTo("0.5");
    assertThat(most("crawl", GPT, 100, "0.5", null)).isEqualByComparingTo("2");
  }

  @Test
  void what_holds_no_money_and_has_no_limit_may_cost_anything() {
    assertThat(most("crawl", null, 100, "0", null)).isNull();
    assertThat(most("crawl", GPT, 0, "0", null)).isNull();
    assertThat(most("crawl", "unpriced", 100, "0", null)).isNull();
  }

  @Test
  void a_hook_and_a_drill_cost_their_holds() {
    assertThat(most("webhook", null, 0, "0", null)).isZero();
    assertThat(most("simulate", GPT, 100, "0.5", null)).isEqualByComparingTo("2");
  }

  private static @Nullable BigDecimal most(
      String type, @Nullable String model, long tokens, String costUsd, @Nullable String maxUsd) {
    return new UnapprovedTask(
            UUID.randomUUID(),
            UUID.randomUUID(),
            type,
            model,
            tokens,
            new BigDecimal(costUsd),
            maxUsd == null ? null : new BigDecimal(maxUsd),
            null,
            Instant.EPOCH,
            Instant.EPOCH)
        .mostUsd(3);
  }
}
