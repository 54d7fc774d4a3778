package com.geniinow.runtime.platform.trace;

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

  @Bean
  Sampler sampler(Environment settings) {
    if (settings.getProperty(ENDPOINT, "").isBlank()) {
      return Sampler.alwaysOff();
    }
    double probability = settings.getProperty(PROBABILITY, Double.class, 0.1);
    return Sampler.parentBased(Sampler.traceIdRatioBased(probability));
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
