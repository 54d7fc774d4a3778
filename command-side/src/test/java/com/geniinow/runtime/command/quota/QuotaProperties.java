package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.testing.Story;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

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

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void used_and_reserved_never_pass_the_limit_under_block(@ForAll("honest") List<Step> steps) {
    var harness = play(steps, OveragePolicy.BLOCK);

    assertThat(QuotaBook.wrongs(harness.events())).isEmpty();
    assertThat(harness.events()).noneMatch(OverageRecorded.class::isInstance);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void no_report_however_large_passes_a_limit_under_block(@ForAll("boastful") List<Step> steps) {
    var harness = play(steps, OveragePolicy.BLOCK);

    assertThat(QuotaBook.wrongs(harness.events())).isEmpty();
    assertThat(harness.events())
        .filteredOn(UsageRecorded.class::isInstance)
        .allSatisfy(
            event -> {
              var e = (UsageRecorded) event;
              assertThat(e.tokens()).isEqualTo(e.inputTokens() + e.outputTokens());
              assertThat(e.costUsd()).isNotNegative();
            });
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void the_books_agree_under_every_policy_and_with_attempts_that_use_too_much(
      @ForAll("careless") List<Step> steps, @ForAll OveragePolicy policy) {
    var harness = play(steps, policy);

    assertThat(QuotaBook.wrongs(harness.events()))
        .allMatch(wrong -> wrong.startsWith("passed the limit: UsageRecorded"));
    assertThat(harness.state())
        .contains("\"tokensUsed\":" + QuotaBook.tokensUsed(harness.events()) + ",");
    assertThat(overused(harness.events()))
        .isLessThanOrEqualTo(count(harness.events(), OverageRecorded.class));
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
  void events_cut_off_after_any_commit_lead_to_the_state_of_that_moment(
      @ForAll("careless") List<Step> steps) {
    var harness = play(steps, OveragePolicy.ALERT_ONLY);

    List<QuotaEvent> stored = new ArrayList<>(List.of(opened(OveragePolicy.ALERT_ONLY)));
    for (var commit : harness.commits()) {
      stored.addAll(commit.events());
      assertThat(QuotaHarness.of(stored).state()).isEqualTo(commit.state());
    }
    assertThat(stored).isEqualTo(harness.events());
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
  @Provide
  Arbitrary<List<Step>> honest() {
    return steps(100, false);
  }

  /** Attempts may claim a hundred times what they reserved; the policy stays. */
  @Provide
  Arbitrary<List<Step>> boastful() {
    return steps(10_000, false);
  }

  /** Attempts may use twice what they reserved, and the policy may change. */
  @Provide
  Arbitrary<List<Step>> careless() {
    return steps(200, true);
  }

  private static Arbitrary<List<Step>> steps(int mostPercent, boolean policies) {
    var work =
        Arbitraries.frequencyOf(
            Tuple.of(5, reserve()),
            Tuple.of(4, settle(mostPercent)),
            Tuple.of(2, release()),
            Tuple.of(1, change(policies)),
            Tuple.of(1, Arbitraries.just(new Work("open", c -> open(c)))));
    var later =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.longs().between(0, 3600)),
            Tuple.of(1, Arbitraries.longs().between(0, 45 * 86_400L)),
            Tuple.of(1, Arbitraries.longs().between(-40 * 86_400L, 0)));
    var crashes = Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true));
    return Combinators.combine(work, later, crashes)
        .as((w, seconds, crash) -> new Step(w.what(), w.run(), Duration.ofSeconds(seconds), crash))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  private record Work(String what, Consumer<Client> run) {}

  private static void open(Client c) {
    c.quota().openPeriod(c.at());
  }

  private static Arbitrary<Work> reserve() {
    return Combinators.combine(tasks(), attempts(), Arbitraries.longs().between(0, 600), cents())
        .as(
            (task, attempt, tokens, cost) ->
                new Work(
                    "reserve " + task + "#" + attempt + " " + tokens + " " + cost,
                    c ->
                        c.quota()
                            .reserve(Story.task(task), attempt, "simulate", tokens, cost, c.at())));
  }

  private static Arbitrary<Work> settle(int mostPercent) {
    return Combinators.combine(
            tasks(),
            attempts(),
            Arbitraries.integers().between(0, mostPercent),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(1, 2))
        .as(
            (task, attempt, percent, estimated, times) ->
                new Work(
                    "settle " + task + "#" + attempt + " " + percent + "% x" + times,
                    c -> {
                      var hold = c.quota().reserved(Story.task(task), attempt);
                      var usage = usage(hold, percent);
                      for (int n = 0; n < times; n++) {
                        c.quota().settle(Story.task(task), attempt, usage, estimated, c.at());
                      }
                    }));
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

  private static Arbitrary<Work> release() {
    return Combinators.combine(tasks(), attempts())
        .as(
            (task, attempt) ->
                new Work(
                    "release " + task + "#" + attempt,
                    c -> c.quota().release(Story.task(task), attempt, "failed", c.at())));
  }

  private static Arbitrary<Work> change(boolean policies) {
    var policy =
        policies ? Arbitraries.of(OveragePolicy.class) : Arbitraries.just(OveragePolicy.BLOCK);
    return Combinators.combine(Arbitraries.longs().between(0, 2 * LIMIT), cents(), policy)
        .as(
            (tokens, cost, p) ->
                new Work(
                    "change " + tokens + " " + cost + " " + p,
                    c -> c.quota().change(new QuotaLimits(tokens, cost, 0), p, "admin", c.at())));
  }

  private static Arbitrary<Integer> tasks() {
    return Arbitraries.integers().between(1, 4);
  }

  private static Arbitrary<Integer> attempts() {
    return Arbitraries.integers().between(1, 3);
  }

  private static Arbitrary<BigDecimal> cents() {
    return Arbitraries.bigDecimals().between(BigDecimal.ZERO, BigDecimal.valueOf(2)).ofScale(4);
  }
}
