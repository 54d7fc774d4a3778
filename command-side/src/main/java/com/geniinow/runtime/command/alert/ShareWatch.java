package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.alert.ShareTable.Told;
import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.axonframework.common.transaction.TransactionManager;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Looks at what the fleet counted lately: once when too much of it is bad, anew only after it was
 * at most half as bad. Rolled back transactions wake somebody, slow embeddings are for Slack.
 */
@Component
class ShareWatch implements RecurringJob {
  private final ShareTable shares;
  private final AlertTable alerts;
  private final AlertSettings settings;
  private final PagerDutySettings pagerDuty;
  private final TransactionManager transactions;
  private final Supplier<UUID> ids;
  private final Now now;

  ShareWatch(
      ShareTable shares,
      AlertTable alerts,
      AlertSettings settings,
      PagerDutySettings pagerDuty,
      @Qualifier(StoreConfiguration.SYSTEM) TransactionManager transactions,
      Supplier<UUID> ids,
      Now now) {
    this.shares = shares;
    this.alerts = alerts;
    this.settings = settings;
    this.pagerDuty = pagerDuty;
    this.transactions = transactions;
    this.ids = ids;
    this.now = now;
  }

  @Override
  public String name() {
    return "share-watch";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(2);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byDatabase(
            """
            SELECT to_timestamp(0) WHERE EXISTS (SELECT FROM fleet_levels)
              OR EXISTS (SELECT FROM fleet_counts WHERE bad > 0 AND minute > ?)""",
            () -> now.get().minus(settings.window()).atOffset(ZoneOffset.UTC)));
  }

  @Override
  public void run() {
    look(
        ShareConfiguration.ROLLBACKS,
        pagerDuty.configured() ? Via.PAGERDUTY : Via.SLACK,
        "Transactions are rolled back",
        "rolled back");
    look(
        ShareConfiguration.EMBEDDINGS,
        Via.SLACK,
        "Embeddings are slow",
        "slower than %d ms: their p99 is above it".formatted(settings.slowEmbedding().toMillis()));
    shares.forget(now.get());
  }

  private void look(String kind, Via via, String headline, String bad) {
    transactions.executeInTransaction(
        () -> {
          var at = now.get();
          var counts = shares.within(kind, settings.window(), at);
          var told = shares.told(kind);
          double percent = counts.total() == 0 ? 0 : 100.0 * counts.bad() / counts.total();
          if (told.isEmpty()) {
            if (percent > settings.badPercent() && counts.bad() >= settings.badAtLeast()) {
              raise(kind, new Told(ids.get(), via), headline, figures(counts, percent, bad), at);
            }
          } else if (percent <= settings.badPercent() / 2) {
            settle(kind, told.getFirst(), at);
          }
        });
  }

  private Map<String, String> figures(Share.Counts counts, double percent, String bad) {
    Map<String, String> figures = new LinkedHashMap<>();
    figures.put("Figure", String.format(Locale.ROOT, "%.2f %%", percent));
    figures.put("Limit", String.format(Locale.ROOT, "%.2f %%", settings.badPercent()));
    figures.put("Of", "%d, %d %s".formatted(counts.total(), counts.bad(), bad));
    figures.put("Within", "the last %d min".formatted(settings.window().toMinutes()));
    return figures;
  }

  private void raise(
      String kind, Told told, String headline, Map<String, String> figures, Instant at) {
    shares.pass(kind, told, at);
    var message = new SlackMessage("rotating_light", headline);
    figures.forEach(message::field);
    message.link(settings.metricsUrl(), "the metrics");
    var body =
        told.via() == Via.SLACK
            ? message.blocks()
            : PagerDutyEvent.trigger(
                told.alertId(),
                "%s: %s within %s"
                    .formatted(headline, figures.get("Figure"), figures.get("Within")),
                figures,
                settings.metricsUrl(),
                at);
    alerts.raise(new Alert(told.alertId(), null, kind, told.via(), message.text(), body, at));
  }

  /** PagerDuty's incident ends by itself; in Slack there is nothing to end. */
  private void settle(String kind, Told told, Instant at) {
    shares.leave(kind);
    if (told.via() == Via.PAGERDUTY) {
      var body = PagerDutyEvent.resolve(told.alertId());
      alerts.raise(new Alert(ids.get(), null, kind, told.via(), "resolved", body, at));
    }
  }
}
