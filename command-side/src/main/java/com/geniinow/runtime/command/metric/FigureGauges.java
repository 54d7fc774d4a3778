package com.geniinow.runtime.command.metric;

import com.geniinow.runtime.command.background.ProcessJob;
import com.geniinow.runtime.command.metric.Reading.OfOne;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Gauges of agents, queues, processors and erasures. Every process shows the same figures, so the
 * highest is the right one, not the sum.
 */
@Component
class FigureGauges implements ProcessJob {
  /** At most this part of the time is spent on reading, however long a reading takes. */
  private static final int PAUSES_PER_READING = 20;

  private final FigureReader reader;
  private final MetricSettings settings;
  private final MultiGauge tokens;
  private final MultiGauge storage;
  private final MultiGauge queues;
  private final MultiGauge lag;
  private volatile Reading reading = Reading.NONE;
  private long notBefore = System.nanoTime();

  FigureGauges(FigureReader reader, MetricSettings settings, MeterRegistry registry) {
    this.reader = reader;
    this.settings = settings;
    registry.config().namingConvention(new KeptNames(registry.config().namingConvention()));
    tokens =
        MultiGauge.builder("genii.agent.tokens.used.percent")
            .description("Of the month's token limit; the agents with the highest")
            .register(registry);
    storage =
        MultiGauge.builder("genii.agent.storage.used.percent")
            .description("Of the storage limit; the agents with the highest")
            .register(registry);
    queues =
        MultiGauge.builder("genii.queue.depth")
            .description("Open tasks: queued, running or retrying; the agents with the most")
            .register(registry);
    lag =
        MultiGauge.builder("genii.processor.lag.events")
            .description("Stored events that a streaming processor has not come to yet")
            .register(registry);
    Gauge.builder(KeptNames.ALL_QUEUES, () -> reading.openTasks())
        .description("Open tasks of all agents")
        .register(registry);
    Gauge.builder("genii.erasure.age", () -> reading.erasureAge())
        .description("How long the longest erasure has been under way that no hold stops")
        .baseUnit("seconds")
        .register(registry);
  }

  @Override
  public Duration every() {
    return settings.every();
  }

  @Override
  public void run() {
    long before = System.nanoTime();
    if (before < notBefore) {
      return;
    }
    reading = reader.read(settings.agents());
    long after = System.nanoTime();
    notBefore = after + PAUSES_PER_READING * (after - before);
    show(tokens, "agent_id", reading.tokens());
    show(storage, "agent_id", reading.storage());
    show(queues, "agent_id", reading.queues());
    show(lag, "processor", reading.processorLag());
  }

  private static void show(MultiGauge gauge, String label, List<OfOne> figures) {
    gauge.register(
        figures.stream()
            .<Row<?>>map(one -> Row.of(Tags.of(label, one.name()), one.figure()))
            .toList(),
        true);
  }
}
