package com.geniinow.runtime.command.quota;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.MARCH;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.opensDay;
import static com.geniinow.runtime.command.testing.Story.reserved;
import static com.geniinow.runtime.command.testing.Story.task;
import static com.geniinow.runtime.events.quota.OveragePolicy.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Model calls out of a hold that was made on an earlier day. */
class QuotaCallDayTest {
  private static final UUID TASK = task(1);
  private static final UUID CALL = task(7);
  private static final Instant TOMORROW = NOON.plus(Duration.ofDays(1));
  private static final QuotaOpened OPENED =
      new QuotaOpened(
          AGENT,
          ENTITY,
          new QuotaLimits(1000, BigDecimal.TEN, 0, 400L, BigDecimal.ONE),
          BLOCK,
          MARCH,
          NOON);

  @Test
  void a_call_is_held_out_of_yesterday_s_hold_and_counts_yesterday() {
    var quota = QuotaHarness.of(List.of(OPENED, opensDay(reserved(TASK, 1, 300, "0.3"))));

    hold(quota, 200, "0.2");

    var held = (UsageReserved) last(quota);
    assertThat(held.day()).isEqualTo("2026-03-15");
    assertThat(held.opensDay()).isFalse();
    assertThat(Objects.requireNonNull(held.call()).tokensOfTask()).isTrue();
    settle(quota, 50, "0.05");
    assertThat(((UsageRecorded) last(quota)).day()).isEqualTo("2026-03-15");
    assertThat(((UsageRecorded) last(quota)).returnedTokens()).isEqualTo(150);
  }

  @Test
  void and_takes_nothing_from_the_day_that_is_open() {
    var quota = QuotaHarness.of(List.of(OPENED, opensDay(reserved(TASK, 1, 300, "0.3"))));

    hold(quota, 300, "0.3");

    Admission other = ask(quota, q -> q.reserve(task(2), 1, "own", 400, BigDecimal.ONE, TOMORROW));
    assertThat(other).isEqualTo(new Admission.Admitted());
  }

  @Test
  void one_that_binds_no_money_lends_nothing_any_more() {
    var quota = QuotaHarness.of(List.of(OPENED, opensDay(reserved(TASK, 1, 300, "0"))));
    assertThat(room(quota, NOON).tokensOfTask()).isTrue();
    assertThat(room(quota, TOMORROW).tokensOfTask()).isFalse();
    assertThat(room(quota, TOMORROW).tokens()).isEqualByComparingTo("400");

    hold(quota, 400, "0.7");

    var held = (UsageReserved) last(quota);
    assertThat(held.day()).isEqualTo("2026-03-16");
    assertThat(held.opensDay()).isTrue();
    assertThat(Objects.requireNonNull(held.call()).tokensOfTask()).isFalse();
    assertThat(ask(quota, q -> q.reserved(TASK, 1)).tokens()).isEqualTo(300);
  }

  @Test
  void one_of_before_days_lends_as_it_did() {
    var quota = QuotaHarness.of(List.of(OPENED, reserved(TASK, 1, 300, "0")));

    hold(quota, 200, "0.2");

    var held = (UsageReserved) last(quota);
    assertThat(held.day()).isNull();
    assertThat(held.opensDay()).isFalse();
    assertThat(Objects.requireNonNull(held.call()).tokensOfTask()).isTrue();
  }

  private static void hold(QuotaHarness quota, long tokens, String usd) {
    var wish = new CallWish(CALL, TASK, 1, "gpt-4o", "chat", tokens, Usd.of(usd), null, true);
    Admission answer = ask(quota, q -> q.reserveCall(wish, TOMORROW));
    assertThat(answer).isEqualTo(new Admission.Admitted());
  }

  private static CallRoom room(QuotaHarness quota, Instant at) {
    return ask(quota, q -> q.roomForCall(TASK, 1, true, 1_000_000, BigDecimal.TEN, at));
  }

  private static <T> T ask(QuotaHarness quota, Function<Quota, T> question) {
    var answer = new AtomicReference<T>();
    quota.run(q -> answer.set(question.apply(q)), false);
    return answer.get();
  }

  private static void settle(QuotaHarness quota, long tokens, String usd) {
    var usage =
        new Usage("gpt-4o", TokenClasses.of(tokens, 0), Usd.of(usd), null, false, null, true);
    var end = new CallEnd("openai", "ok", 5_000, "aa", "bb");
    quota.run(q -> q.settleCall(CALL, usage, end, false, TOMORROW), false);
  }

  private static Object last(QuotaHarness quota) {
    return quota.events().getLast();
  }
}
