package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.testing.Story;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.testing.Property;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Any sequence of commands, with crashes before the commit, repeated reports, retries, clocks that
 * jump over months and back, and limits that change on the way.
 */
class QuotaProperties {
  private static final long LIMIT = 1000;

  /** What one command does to the quota, when, and whether it gets to its commit. */
  record Step(String what, Consumer<Client> work, Duration later, boolean crashes) {
    @Override
    public String toString() {
      return "+" + later + " " + what + (crashes ? " CRASH" : "");
    }
  }

  /** A quota with the moment at which it is asked. */
  record Client(Quota quota, Instant at) {}

  @Test
  void used_and_reserved_never_pass_the_limit_under_block() {
    Property.holds(
        200,
        random -> {
          var harness = play(honest(random), OveragePolicy.BLOCK);

          assertThat(QuotaBook.wrongs(harness.events())).isEmpty();
          assertThat(harness.events()).noneMatch(OverageRecorded.class::isInstance);
        });
  }

  @Test
  void no_report_however_large_passes_a_limit_under_block() {
    Property.holds(
        200,
        random -> {
          var harness = play(boastful(random), OveragePolicy.BLOCK);

          assertThat(QuotaBook.wrongs(harness.events())).isEmpty();
          assertThat(harness.events())
              .filteredOn(UsageRecorded.class::isInstance)
              .allSatisfy(
                  event -> {
                    var e = (UsageRecorded) event;
                    assertThat(e.tokens()).isEqualTo(e.inputTokens() + e.outputTokens());
                    assertThat(e.costUsd()).isNotNegative();
                  });
        });
  }

  /** Corrections and what providers told are mixed in, over months; each hold is at any price. */
  @Test
  void only_what_a_provider_told_passes_a_blocking_limit_and_then_nothing_is_admitted() {
    Property.holds(
        200,
        random -> {
          var harness = play(told(random), OveragePolicy.BLOCK);

          assertThat(QuotaBook.wrongs(harness.events()))
              .allMatch(wrong -> wrong.startsWith("passed the limit: UsageRecorded"));
          assertThat(overused(harness.events()))
              .isLessThanOrEqualTo(count(harness.events(), OverageRecorded.class));
        });
  }

  @Test
  void the_books_agree_under_every_policy_and_with_attempts_that_use_too_much() {
    Property.holds(
        100,
        random -> {
          var harness = play(careless(random), Property.oneOf(random, OveragePolicy.values()));

          assertThat(QuotaBook.wrongs(harness.events()))
              .allMatch(wrong -> wrong.startsWith("passed the limit: UsageRecorded"));
          assertThat(harness.state())
              .contains("\"tokensUsed\":" + QuotaBook.tokensUsed(harness.events()) + ",");
          assertThat(overused(harness.events()))
              .isLessThanOrEqualTo(count(harness.events(), OverageRecorded.class));
        });
  }

  @Test
  void events_cut_off_after_any_commit_lead_to_the_state_of_that_moment() {
    Property.holds(
        50,
        random -> {
          var harness = play(careless(random), OveragePolicy.ALERT_ONLY);

          List<QuotaEvent> stored = new ArrayList<>(List.of(opened(OveragePolicy.ALERT_ONLY)));
          for (var commit : harness.commits()) {
            stored.addAll(commit.events());
            assertThat(QuotaHarness.of(stored).state()).isEqualTo(commit.state());
          }
          assertThat(stored).isEqualTo(harness.events());
        });
  }

  private static QuotaHarness play(List<Step> steps, OveragePolicy policy) {
    var harness = QuotaHarness.of(List.of(opened(policy)));
    var at = Story.NOON;
    for (var step : steps) {
      at = at.plus(step.later());
      var now = at;
      harness.run(quota -> step.work().accept(new Client(quota, now)), step.crashes());
    }
    return harness;
  }

  private static QuotaEvent opened(OveragePolicy policy) {
    return Story.opened(LIMIT, "1", policy);
  }

  private static long overused(List<QuotaEvent> events) {
    return events.stream()
        .filter(
            event ->
                event instanceof UsageRecorded e
                    && (e.tokens() > e.reservedTokens()
                        || e.costUsd().compareTo(e.reservedCostUsd()) > 0))
        .count();
  }

  private static long count(List<QuotaEvent> events, Class<? extends QuotaEvent> type) {
    return events.stream().filter(type::isInstance).count();
  }

  /** Attempts use what they reserved at most, as the executor sees to; the policy stays. */
  private static List<Step> honest(Random random) {
    return steps(random, 100, false);
  }

  /** Attempts may claim a hundred times what they reserved; the policy stays. */
  private static List<Step> boastful(Random random) {
    return steps(random, 10_000, false);
  }

  /** Attempts may use twice what they reserved, and the policy may change. */
  private static List<Step> careless(Random random) {
    return steps(random, 200, true);
  }

  /** Attempts may use twice what they reserved, by a provider's word; the policy stays. */
  private static List<Step> told(Random random) {
    return Property.list(random, 1, 60, r -> step(r, 200, false, r.nextBoolean()));
  }

  private static List<Step> steps(Random random, int mostPercent, boolean policies) {
    return Property.list(random, 1, 60, r -> step(r, mostPercent, policies, false));
  }

  private static Step step(Random random, int mostPercent, boolean policies, boolean told) {
    var work =
        Property.<Work>oneOf(
            random,
            new int[] {5, 4, 2, 3, 3, 1, 1, 1, 1},
            List.of(
                QuotaProperties::reserve,
                r -> settle(r, mostPercent, told),
                QuotaProperties::release,
                QuotaProperties::call,
                r -> endCall(r, mostPercent, told),
                r -> change(r, policies),
                QuotaProperties::correct,
                QuotaProperties::raise,
                r -> new Work("open", QuotaProperties::open)));
    long later =
        Property.<Long>oneOf(
            random,
            new int[] {8, 1, 1},
            List.of(
                r -> r.nextLong(3_601),
                r -> r.nextLong(45 * 86_400L + 1),
                r -> -r.nextLong(40 * 86_400L + 1)));
    return new Step(work.what(), work.run(), Duration.ofSeconds(later), random.nextInt(10) == 0);
  }

  private record Work(String what, Consumer<Client> run) {}

  private static void open(Client c) {
    c.quota().openPeriod(c.at());
  }

  private static Work reserve(Random random) {
    var task = task(random);
    var attempt = attempt(random);
    long tokens = random.nextLong(601);
    var cost = cents(random);
    return new Work(
        "reserve " + task + "#" + attempt + " " + tokens + " " + cost,
        c -> c.quota().reserve(Story.task(task), attempt, "simulate", tokens, cost, c.at()));
  }

  private static Work settle(Random random, int mostPercent, boolean told) {
    var task = task(random);
    var attempt = attempt(random);
    var percent = random.nextInt(mostPercent + 1);
    var estimated = random.nextBoolean();
    var times = random.nextInt(1, 3);
    return new Work(
        "settle " + task + "#" + attempt + " " + percent + "% x" + times,
        c -> {
          var hold = c.quota().reserved(Story.task(task), attempt);
          var usage = told ? told(usage(hold, percent)) : usage(hold, percent);
          for (var n = 0; n < times; n++) {
            c.quota().settle(Story.task(task), attempt, usage, estimated, c.at());
          }
        });
  }

  /** Of a task's attempt where there is one that holds something, else of its own. */
  private static Work call(Random random) {
    var call = Story.task(random.nextInt(11, 15));
    var task = task(random);
    var attempt = attempt(random);
    var ofTask = random.nextInt(3) > 0;
    long tokens = random.nextLong(301);
    var cost = cents(random).movePointLeft(1);
    return new Work(
        "call " + call + " of " + task + "#" + attempt + " " + ofTask + " " + tokens + " " + cost,
        c -> {
          var its = ofTask ? Story.task(task) : call;
          var number = ofTask ? attempt : QuotaEvent.CALL;
          if (c.quota().heldByCall(call) != null) {
            return;
          }
          var room = c.quota().roomForCall(its, number, ofTask, tokens, cost, c.at());
          if ((room.tokensOfTask() && BigDecimal.valueOf(tokens).compareTo(room.tokens()) > 0)
              || (room.costOfTask() && cost.compareTo(room.costUsd()) > 0)) {
            return;
          }
          var wish = new CallWish(call, its, number, "gpt-4o", "chat", tokens, cost, null, ofTask);
          if (c.quota().reserveCall(wish, c.at()) instanceof Admission.Refused refused) {
            c.quota().refuse(refused.why());
          }
        });
  }

  /** Of a month or a day, for up to three days. */
  private static Work raise(Random random) {
    var window = Property.oneOf(random, Window.values());
    long tokens = random.nextLong(1, 300);
    var cost = cents(random).add(BigDecimal.ONE.movePointLeft(2));
    var lasts = Duration.ofMinutes(random.nextLong(1, 3 * 24 * 60));
    return new Work(
        "raise " + window + " " + tokens + " " + cost + " " + lasts,
        c -> {
          var until = c.at().plus(lasts);
          if (c.quota().limits().of(window, LimitKind.TOKENS) != null
              && c.quota().limits().of(window, LimitKind.COST) != null) {
            c.quota()
                .raise(
                    Story.task(30),
                    new Raise(window, tokens, cost, until),
                    "because",
                    "admin",
                    c.at());
          }
        });
  }

  private static Work endCall(Random random, int mostPercent, boolean told) {
    var call = Story.task(random.nextInt(11, 15));
    var percent = random.nextInt(mostPercent + 1);
    var times = random.nextInt(1, 3);
    return new Work(
        "end " + call + " " + percent + "% x" + times,
        c -> {
          var used = usage(c.quota().heldByCall(call), percent);
          for (var n = 0; n < times; n++) {
            c.quota()
                .settleCall(
                    call,
                    told ? told(used) : used,
                    new CallEnd("openai", "ok", 1, null, null),
                    false,
                    c.at());
          }
        });
  }

  private static Usage told(Usage usage) {
    return new Usage(usage.model(), usage.tokens(), usage.costUsd(), null, false, null, true);
  }

  private static Usage usage(@Nullable Reserved hold, int percent) {
    if (hold == null) {
      return new Usage("gpt-4o", percent, 0, BigDecimal.valueOf(percent, 2));
    }
    long tokens = hold.tokens() * percent / 100;
    return new Usage(
        "gpt-4o",
        tokens / 2,
        tokens - tokens / 2,
        hold.costUsd().multiply(BigDecimal.valueOf(percent, 2)));
  }

  private static Work release(Random random) {
    var task = task(random);
    var attempt = attempt(random);
    return new Work(
        "release " + task + "#" + attempt,
        c -> c.quota().release(Story.task(task), attempt, "failed", c.at()));
  }

  private static Work change(Random random, boolean policies) {
    long tokens = random.nextLong(2 * LIMIT + 1);
    var cost = cents(random);
    var policy = policies ? Property.oneOf(random, OveragePolicy.values()) : OveragePolicy.BLOCK;
    var ofDays = random.nextInt(3) > 0;
    var limits =
        ofDays
            ? new QuotaLimits(tokens, cost, 0, random.nextLong(LIMIT), cents(random), null)
            : new QuotaLimits(tokens, cost, 0);
    return new Work(
        "change " + limits + " " + policy, c -> c.quota().change(limits, policy, "admin", c.at()));
  }

  /** Takes back what was used at most; what is added may pass a limit. */
  private static Work correct(Random random) {
    long tokens = random.nextLong(-LIMIT, LIMIT);
    var usd = BigDecimal.valueOf(random.nextInt(-20_000, 20_000), 4);
    var ofDay = random.nextBoolean();
    return new Work(
        "correct " + tokens + " " + usd + (ofDay ? " of the day" : ""),
        c -> {
          c.quota().openPeriod(c.at());
          var today = LocalDate.ofInstant(c.at(), ZoneOffset.UTC);
          var month = Period.of(c.at());
          var onDay = c.quota().used(today.toString());
          if (stays(c.quota().used(month), tokens, usd)
              && (!ofDay || stays(onDay == null ? Spending.Spent.NOTHING : onDay, tokens, usd))) {
            var id = new UUID(7, 7);
            var day = ofDay ? today : null;
            c.quota()
                .correct(
                    new Correction(id, month, day, null, null, tokens, usd, null, "wrong"),
                    "admin",
                    c.at());
          }
        });
  }

  private static boolean stays(Spending.@Nullable Spent used, long tokens, BigDecimal usd) {
    return used != null && used.tokens() + tokens >= 0 && used.costUsd().add(usd).signum() >= 0;
  }

  private static int task(Random random) {
    return random.nextInt(1, 5);
  }

  private static int attempt(Random random) {
    return random.nextInt(1, 4);
  }

  /** Up to 2 USD. */
  private static BigDecimal cents(Random random) {
    return BigDecimal.valueOf(random.nextInt(20_001), 4);
  }
}
