package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.webhook.DeliveryTable.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Times every call of a receiver: {@code genii.webhook.call}, by what came of it. */
@Component
class DeliveryTimer {
  private final MeterRegistry registry;

  DeliveryTimer(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Records a call. No webhook's id or address is a label: there may be thousands. */
  void called(Status outcome, Duration took) {
    Timer.builder("genii.webhook.call")
        .description("Calls of receivers of webhooks, and of callbacks")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .publishPercentileHistogram()
        .register(registry)
        .record(took.isNegative() ? Duration.ZERO : took);
  }
}
