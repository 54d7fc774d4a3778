package com.geniinow.runtime.platform.trace;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Spans around what is worth one. Safe for many threads; a span belongs to the thread it is on. */
public final class Traces {
  /** The header of W3C Trace Context, and what stands for it everywhere else. */
  public static final String TRACEPARENT = "traceparent";

  private final Tracer tracer;
  private final Propagator propagator;

  public Traces(Tracer tracer, Propagator propagator) {
    this.tracer = tracer;
    this.propagator = propagator;
  }

  /** No spans at all. */
  public static Traces off() {
    return new Traces(Tracer.NOOP, Propagator.NOOP);
  }

  /**
   * A header that keeps a request of the runtime's own about a task from starting a trace.
   *
   * @param taskId whose digits are as good as chance
   */
  public static String unsampled(UUID taskId) {
    var digits = taskId.toString().replace("-", "");
    return "00-%s-%s-00".formatted(digits, digits.substring(16));
  }

  /** The current span for somebody else to go on from; null when it is not sampled. */
  public @Nullable String current() {
    var context = sampledContext();
    if (context == null) {
      return null;
    }
    Map<String, String> carrier = new HashMap<>();
    propagator.inject(context, carrier, (to, name, value) -> carrier.put(name, value));
    return carrier.get(TRACEPARENT);
  }

  /** A span inside the current one; nothing where that is not sampled. */
  public Traced child(String name) {
    return sampledContext() == null ? Traced.NOTHING : begin(tracer.spanBuilder().name(name));
  }

  /** The same around a call of somebody else's service. */
  public Traced call(String name) {
    return sampledContext() == null
        ? Traced.NOTHING
        : begin(tracer.spanBuilder().name(name).kind(Span.Kind.CLIENT));
  }

  /**
   * Goes on with a trace that somebody else began; nothing where there is none to go on with.
   *
   * @param traceparent as {@link #current} gave it
   */
  public Traced continued(@Nullable String traceparent, String name) {
    return traceparent == null ? Traced.NOTHING : begin(extracted(traceparent).name(name));
  }

  /** What went on between two moments without anybody watching, such as a wait. */
  public void past(@Nullable String traceparent, String name, Instant from, Instant to) {
    if (traceparent != null) {
      extracted(traceparent)
          .name(name)
          .startTimestamp(from.toEpochMilli(), TimeUnit.MILLISECONDS)
          .start()
          .end(to.toEpochMilli(), TimeUnit.MILLISECONDS);
    }
  }

  private Span.Builder extracted(String traceparent) {
    return propagator.extract(
        traceparent, (from, name) -> TRACEPARENT.equals(name) ? traceparent : null);
  }

  private Traced begin(Span.Builder builder) {
    var span = builder.start();
    return new Traced(span, tracer.withSpan(span));
  }

  private @Nullable TraceContext sampledContext() {
    var span = tracer.currentSpan();
    return span != null && Boolean.TRUE.equals(span.context().sampled()) ? span.context() : null;
  }
}
