package com.geniinow.runtime.worker.executor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * {@code simulate}: waits, fails the first so many attempts, then completes and reports what it was
 * told to. For drills and load tests, where it is switched on.
 */
public final class SimulateExecutor implements TaskExecutor {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final boolean allowed;

  /**
   * @param allowed whether this system runs simulated tasks at all
   */
  public SimulateExecutor(boolean allowed) {
    this.allowed = allowed;
  }

  @Override
  public String type() {
    return "simulate";
  }

  @Override
  public Outcome execute(Attempt attempt) throws InterruptedException {
    if (!allowed) {
      return Outcome.permanent("simulated tasks are switched off here; GENII_SIMULATE is not true");
    }
    Plan plan;
    try {
      plan = Plan.of(attempt.payload());
    } catch (PayloadException e) {
      return Outcome.permanent("payload: " + e.getMessage());
    }
    if (!plan.duration.isZero()) {
      Thread.sleep(plan.duration);
    }
    if (attempt.number() <= plan.failAttempts) {
      return new Outcome.Failed(
          "simulated failure of attempt %d".formatted(attempt.number()), plan.retryable, null);
    }
    String model = plan.model == null ? attempt.model() : plan.model;
    return new Outcome.Completed(plan.result, new Usage(model, 0, plan.tokens));
  }

  private record Plan(
      Duration duration,
      long failAttempts,
      boolean retryable,
      long tokens,
      @Nullable String model,
      JsonNode result) {
    static Plan of(JsonNode payload) throws PayloadException {
      var result = Payloads.field(payload, "result");
      return new Plan(
          Duration.ofMillis(Payloads.integer(payload, "duration_ms", 0, 0, LONGEST.toMillis())),
          Payloads.integer(payload, "fail_attempts", 0, 0, Integer.MAX_VALUE),
          Payloads.bool(payload, "retryable", true),
          Payloads.integer(payload, "tokens", 0, 0, Long.MAX_VALUE),
          Payloads.string(payload, "model"),
          result == null ? JsonNodeFactory.instance.objectNode() : result);
    }
  }
}
