package com.geniinow.runtime.platform.trace;

import com.geniinow.runtime.platform.setting.Bounds;
import com.geniinow.runtime.platform.setting.WrongSettingException;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Traces over OpenTelemetry. They are exported where an endpoint is set ({@code
 * OTEL_EXPORTER_OTLP_ENDPOINT}, which Boot maps); where none is, nothing is sampled.
 */
@AutoConfiguration(
    beforeName =
        "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
public class GeniiTraceAutoConfiguration {
  static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";
  static final String PROBABILITY = "management.tracing.sampling.probability";
  private static final double USUAL = 0.1;

  @Bean
  Sampler sampler(Environment settings) {
    double probability = probability(settings.getProperty(PROBABILITY, ""));
    if (settings.getProperty(ENDPOINT, "").isBlank()) {
      return Sampler.alwaysOff();
    }
    return Sampler.parentBased(Sampler.traceIdRatioBased(probability));
  }

  private static double probability(String text) {
    if (text.isBlank()) {
      return USUAL;
    }
    try {
      double probability = Double.parseDouble(text.strip());
      Bounds.number("GENII_TRACE_SAMPLING", probability, 0, 1);
      return probability;
    } catch (NumberFormatException e) {
      throw new WrongSettingException(
          "GENII_TRACE_SAMPLING is '%s' and must be a number from 0 to 1".formatted(text));
    }
  }

  @Bean
  Traces traces(ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
    return new Traces(
        tracer.getIfAvailable(() -> Tracer.NOOP), propagator.getIfAvailable(() -> Propagator.NOOP));
  }

  /** Probes and scrapes are no news. */
  @Bean
  SpanExportingPredicate withoutProbes() {
    return span -> !span.getTags().getOrDefault("uri", "").startsWith("/actuator");
  }
}
