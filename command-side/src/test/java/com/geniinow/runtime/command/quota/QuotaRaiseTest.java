package com.geniinow.runtime.command.quota;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.MARCH;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.opened;
import static com.geniinow.runtime.command.testing.Story.opensDay;
import static com.geniinow.runtime.command.testing.Story.reserved;
import static com.geniinow.runtime.command.testing.Story.task;
import static com.geniinow.runtime.events.quota.OveragePolicy.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.store.EventJson;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.axonframework.test.aggregate.ResultValidator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Limits that are higher for a while. */
class QuotaRaiseTest {
  private static final Instant EVENING = NOON.plus(Duration.ofHours(6));
  private static final QuotaOpened OF_A_DAY =
      new QuotaOpened(
          AGENT,
          ENTITY,
          new QuotaLimits(1000, BigDecimal.TEN, 0, 100L, BigDecimal.ONE),
          BLOCK,
          MARCH,
          NOON);

  private final AggregateScene<Quota> scene = new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT));

  @Test
  void a_raise_is_recorded_with_who_and_why() {
    scene
        .given(opened(100, "1", BLOCK))
        .when(
            q ->
                q.raise(
                    task(5),
                    new Raise(Window.MONTH, 50L, Usd.of("0.5"), EVENING),
                    "launch",
                    "admin",
                    NOON))
        .expectEvents(raised(5, Window.MONTH, 50L, "0.5", EVENING));
  }

  @Test
  void a_raise_of_the_month_begins_at_once() {
    scene
        .given(opened(100, "1", BLOCK), raised(5, Window.MONTH, 50L, "0.5", EVENING))
        .asking(reserve(150, "1.5", NOON))
        .expectResultMessagePayload(true);
    admitsNot(opened(100, "1", BLOCK), Window.MONTH, NOON, 151, "0");
    admitsNot(opened(100, "1", BLOCK), Window.MONTH, NOON, 0, "1.5000000001");
  }

  @Test
  void and_ends_by_itself() {
    admitsNot(opened(100, "1", BLOCK), Window.MONTH, EVENING, 101, "0");
    scene
        .given(opened(100, "1", BLOCK), raised(5, Window.MONTH, 50L, "0.5", EVENING))
        .asking(reserve(150, "1.5", EVENING.minusNanos(1000)))
        .expectResultMessagePayload(true);
  }

  @Test
  void a_raise_of_a_day_begins_at_once_and_ends_by_itself() {
    scene
        .given(OF_A_DAY, raised(5, Window.DAY, 50L, "0.5", EVENING))
        .asking(reserve(150, "1.5", NOON))
        .expectResultMessagePayload(true);
    admitsNot(OF_A_DAY, Window.DAY, NOON, 151, "0");
    admitsNot(OF_A_DAY, Window.DAY, EVENING, 101, "0");
  }

  @Test
  void a_raise_of_one_window_leaves_the_other_as_it_is() {
    admitsNot(OF_A_DAY, Window.MONTH, NOON, 101, "0");
    admitsNot(OF_A_DAY, Window.MONTH, NOON, 0, "1.1");
  }

  @Test
  void each_is_on_top_of_those_that_are_in_force() {
    scene
        .given(
            opened(100, "1", BLOCK),
            raised(5, Window.MONTH, 50L, null, EVENING),
            raised(6, Window.MONTH, 25L, null, NOON.plusSeconds(1)))
        .asking(
            q ->
                List.of(
                    q.limitsAt(NOON).monthlyTokens(),
                    q.limitsAt(NOON.plusSeconds(1)).monthlyTokens(),
                    q.limits().monthlyTokens()))
        .expectResultMessagePayload(List.of(175L, 150L, 100L));
  }

  @Test
  void what_has_no_limit_is_not_raised() {
    refused(
        scene.given(opened(100, "1", BLOCK)).when(q -> raise(q, Window.DAY, 1L, null)),
        new Refusal.InvalidValue("tokens", "has no limit in this window"));
    refused(
        new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
            .given(opened(100, "1", BLOCK))
            .when(q -> raise(q, Window.DAY, null, BigDecimal.ONE)),
        new Refusal.InvalidValue("cost_usd", "has no limit in this window"));
  }

  @Test
  void no_more_than_twenty_are_in_force_at_once() {
    refused(
        scene.given(twenty(EVENING)).when(q -> raise(q, Window.MONTH, 1L, null)),
        new Refusal.WrongState("As many raises as can be are in force."));
    new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
        .given(twenty(NOON))
        .when(q -> raise(q, Window.MONTH, 1L, null))
        .expectEvents(raised(99, Window.MONTH, 1L, null, EVENING));
  }

  @Test
  void a_quota_with_raises_comes_back_from_its_snapshot_as_it_was() {
    scene
        .given(
            OF_A_DAY,
            raised(5, Window.DAY, 50L, null, EVENING),
            opensDay(reserved(task(1), 1, 60, "0.6")))
        .when(
            quota -> {
              var serializer = EventJson.serializer();
              Quota copy = serializer.deserialize(serializer.serialize(quota, String.class));
              assertThat(copy).usingRecursiveComparison().isEqualTo(quota);
            })
        .expectSuccessfulHandlerExecution();
  }

  private static void admitsNot(
      QuotaOpened opened, Window raised, Instant at, long tokens, String costUsd) {
    new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
        .given(opened, raised(5, raised, 50L, "0.5", EVENING))
        .asking(reserve(tokens, costUsd, at))
        .expectResultMessagePayload(false);
  }

  private static List<QuotaEvent> twenty(Instant until) {
    List<QuotaEvent> events = new ArrayList<>(List.of(opened(100, "1", BLOCK)));
    IntStream.range(0, 20).forEach(n -> events.add(raised(n, Window.MONTH, 1L, null, until)));
    return events;
  }

  private static void raise(
      Quota quota, Window window, @Nullable Long tokens, @Nullable BigDecimal costUsd) {
    quota.raise(task(99), new Raise(window, tokens, costUsd, EVENING), "launch", "admin", NOON);
  }

  private static void refused(ResultValidator<Quota> result, Refusal why) {
    result
        .expectException(RefusedException.class)
        .expectExceptionMessage(why.sentence())
        .expectNoEvents();
  }

  private static Function<Quota, Object> reserve(long tokens, String costUsd, Instant at) {
    return q ->
        q.reserve(task(9), 1, "simulate", tokens, new BigDecimal(costUsd), at)
            instanceof Admission.Admitted;
  }

  private static QuotaRaised raised(
      int n, Window window, @Nullable Long tokens, @Nullable String costUsd, Instant until) {
    return new QuotaRaised(
        AGENT,
        task(n),
        window,
        tokens,
        costUsd == null ? null : Usd.of(costUsd),
        until,
        "launch",
        "admin",
        NOON);
  }
}
