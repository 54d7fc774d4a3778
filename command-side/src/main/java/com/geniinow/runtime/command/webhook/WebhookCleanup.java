package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.Now;
import java.time.Duration;

/** Forgets what was delivered long ago, and secrets that nothing is signed with any more. */
final class WebhookCleanup implements RecurringJob {
  private static final int PAGE = 5_000;

  private final DeliveryTable deliveries;
  private final WebhookSecretTable secrets;
  private final DeliverySettings settings;
  private final Now now;

  WebhookCleanup(
      DeliveryTable deliveries, WebhookSecretTable secrets, DeliverySettings settings, Now now) {
    this.deliveries = deliveries;
    this.secrets = secrets;
    this.settings = settings;
    this.now = now;
  }

  @Override
  public String name() {
    return "webhook-cleanup";
  }

  @Override
  public Duration every() {
    return Duration.ofHours(1);
  }

  @Override
  public void run() {
    while (deliveries.forget(now.get(), settings.keep(), PAGE) == PAGE) {
      // the next page
    }
    secrets.forget(now.get());
  }
}
