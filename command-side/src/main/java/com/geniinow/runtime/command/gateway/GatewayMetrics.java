package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.platform.protocol.ReportedUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts and times calls of models. By no model's name: anybody may ask for any. */
@Component
class GatewayMetrics {
  private final MeterRegistry registry;

  GatewayMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A call that was held for has ended. */
  void ended(
      String operation,
      String provider,
      String status,
      @Nullable ReportedUsage used,
      @Nullable BigDecimal costUsd,
      Duration overhead) {
    Counter.builder("genii.gateway.calls")
        .description("Calls of models, by how they ended")
        .tag("operation", operation)
        .tag("provider", provider)
        .tag("status", status)
        .register(registry)
        .increment();
    Timer.builder("genii.gateway.overhead")
        .description("What the runtime added to a call: all but waiting for the provider")
        .register(registry)
        .record(overhead);
    if (costUsd != null) {
      Counter.builder("genii.gateway.cost.usd")
          .description("What calls of models were charged")
          .register(registry)
          .increment(costUsd.doubleValue());
    }
    if (used != null) {
      tokens("input", used.input());
      tokens("cached_input", used.cachedInput());
      tokens("cache_write", used.cacheWrite());
      tokens("output", used.output());
      tokens("reasoning", used.reasoning());
    }
  }

  /** The first of a stream has come. */
  void firstToken(String operation, String provider, Duration after) {
    Timer.builder("genii.gateway.first.token")
        .description("From sending to the first event of a stream")
        .tag("operation", operation)
        .tag("provider", provider)
        .register(registry)
        .record(after);
  }

  /** Cached and written ones are part of input, reasoning of output. */
  private void tokens(String kind, @Nullable Long count) {
    if (count != null && count > 0) {
      Counter.builder("genii.gateway.tokens")
          .description("Tokens of calls as providers tell them")
          .tag("class", kind)
          .register(registry)
          .increment(count);
    }
  }
}
