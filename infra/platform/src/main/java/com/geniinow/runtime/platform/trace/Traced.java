package com.geniinow.runtime.platform.trace;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

/** A span that is the current one of this thread until it is closed. */
public final class Traced implements AutoCloseable {
  /** Where nothing is sampled. */
  static final Traced NOTHING = new Traced(null, null);

  private final @Nullable Span span;
  private final Tracer.@Nullable SpanInScope scope;

  Traced(@Nullable Span span, Tracer.@Nullable SpanInScope scope) {
    this.span = span;
    this.scope = scope;
  }

  /** Says something about it; no secret, and nothing that an agent sent. */
  public Traced tag(String name, String value) {
    if (span != null) {
      span.tag(name, value);
    }
    return this;
  }

  /** The same, of a number. */
  public Traced tag(String name, long value) {
    if (span != null) {
      span.tag(name, value);
    }
    return this;
  }

  /** It did not go well. */
  public void failed(String why) {
    if (span != null) {
      span.tag("error", why);
    }
  }

  @Override
  public void close() {
    if (scope != null) {
      scope.close();
    }
    if (span != null) {
      span.end();
    }
  }
}
