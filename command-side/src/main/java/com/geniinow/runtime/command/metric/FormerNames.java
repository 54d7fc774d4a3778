package com.geniinow.runtime.command.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Shows what was renamed under its name of before too, until the next release; a timer without its
 * buckets.
 */
@Component
class FormerNames implements MeterRegistryCustomizer<MeterRegistry> {
  private static final Map<String, String> FORMER =
      Map.of(
          "genii.quota.admission", "quota.admission",
          "genii.files.orphans", "files.orphans",
          "genii.files.missing", "files.missing",
          "genii.memory.reembed.remaining", "memory.reembed_remaining",
          "genii.events.passed.over", "events.passed.over");

  @Override
  public void customize(MeterRegistry registry) {
    registry.config().onMeterAdded(meter -> showAlso(meter, registry));
  }

  private static void showAlso(Meter meter, MeterRegistry registry) {
    var former = FORMER.get(meter.getId().getName());
    if (former == null) {
      return;
    }
    var tags = meter.getId().getTags();
    switch (meter) {
      case Counter counter ->
          FunctionCounter.builder(former, counter, Counter::count).tags(tags).register(registry);
      case Gauge gauge -> Gauge.builder(former, gauge, Gauge::value).tags(tags).register(registry);
      case Timer timer ->
          FunctionTimer.builder(
                  former,
                  timer,
                  Timer::count,
                  any -> any.totalTime(TimeUnit.SECONDS),
                  TimeUnit.SECONDS)
              .tags(tags)
              .register(registry);
      default -> {}
    }
  }
}
