package com.geniinow.runtime.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.protocol.ReportedUsage;
import com.geniinow.runtime.platform.trace.Traces;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the span of a call says, by the names and types of OpenTelemetry's conventions for GenAI.
 */
class CallSpanTest {
  private final Ended ended = new Ended();

  private static final class Ended implements SpanProcessor {
    private final List<SpanData> spans = new ArrayList<>();

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      spans.add(span.toSpanData());
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }

  @Test
  void counts_are_numbers_and_names_are_the_conventions() {
    var span =
        spanOf("ok", new ReportedUsage("gpt-4o-2024-11-20", 120L, 100L, 5L, 30L, null, null));

    assertThat(span.getName()).isEqualTo("chat gpt-4o");
    assertThat(attributes(span))
        .isEqualTo(
            Map.of(
                "gen_ai.operation.name", "chat",
                "gen_ai.provider.name", "openai",
                "gen_ai.request.model", "gpt-4o",
                "gen_ai.request.max_tokens", 64L,
                "gen_ai.response.model", "gpt-4o-2024-11-20",
                "gen_ai.usage.input_tokens", 120L,
                "gen_ai.usage.cache_read.input_tokens", 100L,
                "gen_ai.usage.cache_creation.input_tokens", 5L,
                "gen_ai.usage.output_tokens", 30L));
  }

  @Test
  void one_that_failed_says_why() {
    assertThat(attributes(spanOf("provider_error", null)))
        .containsEntry("error.type", "provider_error")
        .doesNotContainKey("gen_ai.usage.input_tokens");
  }

  private SpanData spanOf(String status, @Nullable ReportedUsage used) {
    var provider = SdkTracerProvider.builder().addSpanProcessor(ended).build();
    var tracer = new OtelTracer(provider.get("test"), new OtelCurrentTraceContext(), event -> {});
    var request = tracer.nextSpan().start();
    try (var scope = tracer.withSpan(request)) {
      assertThat(scope).isNotNull();
      var traces = new Traces(tracer, Propagator.NOOP);
      try (var call = CallSpan.begin(traces, "chat", "gpt-4o", "openai", 64)) {
        call.ended(status, used);
      }
    }
    return ended.spans.getFirst();
  }

  private static Map<String, Object> attributes(SpanData span) {
    Map<String, Object> all = new HashMap<>();
    span.getAttributes()
        .forEach((AttributeKey<?> key, Object value) -> all.put(key.getKey(), value));
    return all;
  }
}
