package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Informs people that agents have used 80 % and 100 % of a limit that they share, whatever its
 * policy: once per limit, month or day, and share. Every process looks, since no event says it: one
 * agent's use may be what passes all agents' limit.
 */
@Component
class BudgetAlerts implements RecurringJob {
  static final String KIND = "budget";

  private static final int[] PERCENTS = {80, 100};

  private final BudgetUseTable uses;
  private final AlertTable alerts;
  private final AlertSettings settings;
  private final Now now;

  /** The last event's number as the run before saw it: nobody spends without an event. */
  private volatile long lookedUntil;

  /** The same as this run saw it. One that was slower than a later one is seen by the next run. */
  private volatile long seen;

  BudgetAlerts(BudgetUseTable uses, AlertTable alerts, AlertSettings settings, Now now) {
    this.uses = uses;
    this.alerts = alerts;
    this.settings = settings;
    this.now = now;
  }

  @Override
  public String name() {
    return "budget-alerts";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byDatabase(
            """
            SELECT to_timestamp(0) WHERE EXISTS (SELECT FROM budgets)
              AND EXISTS (SELECT FROM domain_event_entry WHERE global_index > ?)""",
            () -> lookedUntil));
  }

  @Override
  public void run() {
    long last = uses.lastEvent();
    var at = now.get();
    Map<UUID, Passed> passed = new LinkedHashMap<>();
    for (var use : uses.all(PERCENTS[0], at)) {
      for (var percent : PERCENTS) {
        if (use.hasReached(percent)) {
          var alert = new Passed(use, percent, use.window().of(at));
          passed.put(alert.id(), alert);
        }
      }
    }
    alerts.told(passed.keySet()).forEach(passed::remove);
    passed.forEach((id, alert) -> raise(id, alert, at));
    lookedUntil = seen;
    seen = last;
  }

  /**
   * A share of a limit that was reached.
   *
   * @param name of the month or the day
   */
  private record Passed(BudgetUse use, int percent, String name) {
    UUID id() {
      return Ids.derive(
          use.budgetId(),
          "budget/%s/%s/%s/%d"
              .formatted(
                  name,
                  use.kind().wire(),
                  use.limit().stripTrailingZeros().toPlainString(),
                  percent));
    }
  }

  private void raise(UUID id, Passed passed, Instant at) {
    var use = passed.use();
    var isFull = passed.percent() == 100;
    var headline = isFull ? "Budget used up" : "Budget running out";
    var isPlatform = use.level() == Level.PLATFORM;
    var message =
        new SlackMessage(isFull ? "rotating_light" : "warning", headline)
            .field("Level", isPlatform ? "platform" : "entity `%s`".formatted(use.entityId()))
            .field(
                "Figure",
                "%s of %s (%s %%)"
                    .formatted(
                        amount(use.kind(), use.used()),
                        amount(use.kind(), use.limit()),
                        use.percent().toPlainString()))
            .field("Window", "%s %s".formatted(use.window().wire(), passed.name()))
            .field("Policy", "`%s`".formatted(use.policy()))
            .note("spent most: " + most(use, at))
            .link(
                settings.url(
                    "/api/budgets/" + (isPlatform ? "platform" : "entities/" + use.entityId())),
                "the budget");
    alerts.raise(new Alert(id, null, KIND, Via.SLACK, message.text(), message.blocks(), at));
  }

  private String most(BudgetUse use, Instant at) {
    return uses.most(use, at).stream()
        .map(
            agent ->
                "%s %s".formatted(SlackText.id(agent.agentId()), amount(use.kind(), agent.used())))
        .collect(Collectors.joining(", "));
  }

  private static String amount(LimitKind kind, BigDecimal amount) {
    return kind == LimitKind.COST
        ? amount.stripTrailingZeros().toPlainString() + " USD"
        : String.format(Locale.ROOT, "%,d tokens", amount.longValue());
  }
}
