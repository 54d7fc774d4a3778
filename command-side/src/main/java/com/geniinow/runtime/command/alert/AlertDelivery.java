package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.alert.AlertChannel.Result;
import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.Now;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the alerts of one channel, one after the other. One can come twice only if the answer is
 * lost, or the process dies between it and the commit that notes it; both carry the alert's id, by
 * which PagerDuty makes one of two.
 */
final class AlertDelivery implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(AlertDelivery.class);

  /** Slack takes about one message a second per channel; what is over waits for the next run. */
  private static final int PER_RUN = 20;

  /** Longer than a call can take. */
  private static final Duration TAKEN = Duration.ofSeconds(30);

  private final AlertTable table;
  private final AlertChannel channel;
  private final Now now;

  AlertDelivery(AlertTable table, AlertChannel channel, Now now) {
    this.table = table;
    this.channel = channel;
    this.now = now;
  }

  @Override
  public String name() {
    return channel.via().wire() + "-sender";
  }

  @Override
  public Duration every() {
    return Duration.ofMillis(500);
  }

  @Override
  public Optional<Due> due() {
    if (!channel.configured()) {
      return Optional.of(Due.NEVER);
    }
    return Optional.of(
        Due.byProcess(
            """
            SELECT greatest(a.next_try_at, c.paused_until)
            FROM alerts a JOIN alert_channels c ON c.channel = a.channel
            WHERE a.sent_at IS NULL AND a.channel = ? ORDER BY a.next_try_at LIMIT 1""",
            () -> channel.via().wire()));
  }

  @Override
  public void run() {
    if (!channel.configured()) {
      return;
    }
    for (var alert : table.due(channel.via(), now.get(), PER_RUN)) {
      if (table.take(alert.alertId(), TAKEN, now.get()) && !send(alert)) {
        return;
      }
    }
  }

  private boolean send(AlertTable.Unsent alert) {
    return switch (channel.deliver(alert)) {
      case Result.Delivered delivered -> {
        table.sent(alert.alertId(), now.get());
        yield true;
      }
      case Result.Refused refused -> {
        log.warn("alert {} waits: {}", alert.alertId(), refused.error());
        table.failed(alert, refused.error(), Duration.ZERO, now.get());
        yield false;
      }
      case Result.Away away -> {
        log.warn("alert {} waits: {}", alert.alertId(), away.error());
        table.failedAll(channel.via(), alert, away.error(), away.atLeast(), now.get());
        yield false;
      }
    };
  }
}
