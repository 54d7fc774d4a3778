package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.platform.protocol.ReportedUsage;
import com.geniinow.runtime.platform.trace.Traced;
import com.geniinow.runtime.platform.trace.Traces;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The span of a call, by OpenTelemetry's conventions for GenAI; never what was asked or said. */
final class CallSpan implements AutoCloseable {
  private final Traced span;

  private CallSpan(Traced span) {
    this.span = span;
  }

  static CallSpan begin(Traces traces, String operation, String model, String provider, long cap) {
    var span =
        traces
            .call(operation + " " + model)
            .tag("gen_ai.operation.name", operation)
            .tag("gen_ai.provider.name", provider)
            .tag("gen_ai.request.model", model);
    if (cap > 0) {
      span.tag("gen_ai.request.max_tokens", cap);
    }
    return new CallSpan(span);
  }

  void ended(String status, @Nullable ReportedUsage used) {
    if (!status.equals(Relay.OK)) {
      span.tag("error.type", status).failed(status);
    }
    if (used == null) {
      return;
    }
    if (used.model() != null) {
      span.tag("gen_ai.response.model", used.model());
    }
    counts(used).forEach(span::tag);
  }

  /** What a provider counted, by the conventions' names. */
  static Map<String, Long> counts(ReportedUsage used) {
    Map<String, Long> counts = new LinkedHashMap<>();
    count(counts, "gen_ai.usage.input_tokens", used.input());
    count(counts, "gen_ai.usage.cache_read.input_tokens", used.cachedInput());
    count(counts, "gen_ai.usage.cache_creation.input_tokens", used.cacheWrite());
    count(counts, "gen_ai.usage.output_tokens", used.output());
    return counts;
  }

  private static void count(Map<String, Long> counts, String name, @Nullable Long count) {
    if (count != null) {
      counts.put(name, count);
    }
  }

  @Override
  public void close() {
    span.close();
  }
}
