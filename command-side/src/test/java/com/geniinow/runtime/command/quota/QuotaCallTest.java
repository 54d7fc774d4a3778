package com.geniinow.runtime.command.quota;

import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.opened;
import static com.geniinow.runtime.command.testing.Story.reserved;
import static com.geniinow.runtime.command.testing.Story.task;
import static com.geniinow.runtime.events.quota.OveragePolicy.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Model calls of agents: on their own, and out of what a task's attempt holds. */
class QuotaCallTest {
  private static final UUID TASK = task(1);
  private static final UUID CALL = task(7);
  private static final Instant LATER = NOON.plusSeconds(5);
  private static final CallEnd OK = new CallEnd("openai", "ok", 5_000, "aa", "bb");

  private final QuotaHarness quota =
      QuotaHarness.of(List.of(opened(1000, "1", BLOCK), reserved(TASK, 1, 300, "0.3")));

  @Test
  void a_call_of_its_own_is_held_beside_everything_else() {
    assertThat(hold(CALL, CALL, QuotaEvent.CALL, 700, "0.7"))
        .isInstanceOf(Admission.Admitted.class);
    assertThat(hold(task(8), task(8), QuotaEvent.CALL, 1, "0"))
        .isInstanceOf(Admission.Refused.class);
    assertThat(last()).isInstanceOf(UsageReserved.class);
  }

  @Test
  void a_refused_call_records_nothing_by_itself() {
    var refused = (Admission.Refused) hold(CALL, CALL, QuotaEvent.CALL, 701, "0");

    assertThat(refused.why().limitKind()).isEqualTo(LimitKind.TOKENS);
    assertThat(refused.why().taskType()).isEqualTo("gateway.chat");
    assertThat(quota.events()).hasSize(2);
  }

  @Test
  void a_call_of_a_task_is_held_out_of_what_its_attempt_holds() {
    hold(CALL, TASK, 1, 200, "0.2");

    assertThat(room(TASK, 1))
        .isEqualTo(new CallRoom(new BigDecimal(100), usd("0.1"), true, true, 1));
    assertThat(room(CALL, QuotaEvent.CALL).tokens()).isEqualByComparingTo("700");
  }

  @Test
  void what_a_call_does_not_use_goes_back_to_its_attempt() {
    hold(CALL, TASK, 1, 200, "0.2");
    settle(CALL, 50, "0.05");

    var recorded = (UsageRecorded) last();
    assertThat(recorded.taskId()).isEqualTo(TASK);
    assertThat(recorded.returnedTokens()).isEqualTo(150);
    assertThat(recorded.returnedCostUsd()).isEqualByComparingTo("0.15");
    assertThat(room(TASK, 1).tokens()).isEqualByComparingTo("250");
    assertThat(room(TASK, 1).costUsd()).isEqualByComparingTo("0.25");
    assertThat(room(CALL, QuotaEvent.CALL).tokens()).isEqualByComparingTo("700");
  }

  @Test
  void a_call_is_settled_once() {
    hold(CALL, TASK, 1, 200, "0.2");
    settle(CALL, 50, "0.05");
    var events = quota.events().size();
    settle(CALL, 200, "0.2");

    assertThat(quota.events()).hasSize(events);
  }

  @Test
  void a_call_that_outlives_its_attempt_gives_nothing_back() {
    hold(CALL, TASK, 1, 200, "0.2");
    quota.run(q -> q.release(TASK, 1, "ended", LATER), false);
    assertThat(room(CALL, QuotaEvent.CALL).tokens()).isEqualByComparingTo("800");
    settle(CALL, 50, "0.05");

    assertThat(((UsageRecorded) last()).returnedTokens()).isZero();
    assertThat(room(CALL, QuotaEvent.CALL).tokens()).isEqualByComparingTo("950");
  }

  @Test
  void the_attempt_knows_how_many_calls_were_made_out_of_it() {
    hold(CALL, TASK, 1, 200, "0.2");
    settle(CALL, 200, "0.2");
    hold(task(8), TASK, 1, 100, "0.1");
    settle(task(8), 100, "0.1");

    assertThat(ask(q -> q.reserved(TASK, 1)).calls()).isEqualTo(2);
    assertThat(room(TASK, 1).tokens()).isZero();
    assertThat(room(TASK, 1).tokensOfTask()).isTrue();
  }

  @Test
  void a_call_that_cost_nothing_says_nothing_about_its_attempt() {
    hold(CALL, TASK, 1, 200, "0.2");
    settle(CALL, 0, "0");

    assertThat(ask(q -> q.reserved(TASK, 1)).calls()).isZero();
    assertThat(room(TASK, 1).tokens()).isEqualByComparingTo("300");
  }

  @Test
  void a_task_that_holds_no_tokens_is_no_budget() {
    quota.run(q -> q.reserve(task(2), 1, "webhook", 0, BigDecimal.ZERO, NOON), false);
    hold(CALL, task(2), 1, 500, "0.5");

    assertThat(room(task(2), 1).tokensOfTask()).isFalse();
    assertThat(room(task(2), 1).tokens()).isEqualByComparingTo("200");
    assertThat(((UsageReserved) last()).taskId()).isEqualTo(task(2));
  }

  @Test
  void where_its_task_holds_no_money_a_call_holds_its_own() {
    quota.run(q -> q.reserve(task(2), 1, "own", 100, BigDecimal.ZERO, NOON), false);
    hold(CALL, task(2), 1, 100, "0.7");

    assertThat(room(task(2), 1).costOfTask()).isFalse();
    assertThat(room(CALL, QuotaEvent.CALL).costUsd()).isZero();
    assertThat(hold(task(8), task(2), 1, 0, "0.1")).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void what_a_provider_told_counts_in_full_and_takes_nothing_from_the_attempt() {
    hold(CALL, TASK, 1, 200, "0.2");
    settle(CALL, 250, "0.25");

    assertThat(room(TASK, 1).tokens()).isEqualByComparingTo("100");
    assertThat(room(CALL, QuotaEvent.CALL).tokens()).isEqualByComparingTo("650");
  }

  private Admission hold(UUID call, UUID task, int attempt, long tokens, String usd) {
    var wish =
        new CallWish(call, task, attempt, "gpt-4o", "chat", tokens, usd(usd), null, attempt > 0);
    return ask(q -> q.reserveCall(wish, NOON));
  }

  private <T> T ask(Function<Quota, T> question) {
    var answer = new AtomicReference<T>();
    quota.run(q -> answer.set(question.apply(q)), false);
    return answer.get();
  }

  private void settle(UUID call, long tokens, String usd) {
    var usage = new Usage("gpt-4o", TokenClasses.of(tokens, 0), usd(usd), null, false, null, true);
    quota.run(q -> q.settleCall(call, usage, OK, false, LATER), false);
  }

  private CallRoom room(UUID task, int attempt) {
    return ask(q -> q.roomForCall(task, attempt, attempt > 0, 1_000_000, BigDecimal.TEN, NOON));
  }

  private QuotaEvent last() {
    return quota.events().stream()
        .filter(e -> e instanceof UsageReserved || e instanceof UsageRecorded)
        .reduce((first, next) -> next)
        .orElseThrow();
  }

  private static BigDecimal usd(String amount) {
    return Usd.of(amount);
  }
}
