package com.geniinow.runtime.command.task;

import com.geniinow.runtime.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The fields of a simulated task, refused where the worker would refuse them: before it runs. */
final class SimulatePayload {
  private static final long LONGEST_MILLIS = 600_000; // as the worker's executor
  private static final long MOST_FAILURES = 1_000_000;

  private SimulatePayload() {}

  /**
   * @throws ProblemException 400 naming the field
   */
  static void check(@Nullable JsonNode payload) {
    if (payload == null) {
      return;
    }
    integer(payload, "duration_ms", LONGEST_MILLIS);
    integer(payload, "fail_attempts", MOST_FAILURES);
    integer(payload, "tokens", TaskRequest.MAX_TOKENS);
    var retryable = payload.path("retryable");
    if (!isAbsent(retryable) && !retryable.isBoolean()) {
      throw ProblemException.invalidField("payload.retryable", "must be true or false");
    }
    var model = payload.path("model");
    if (!isAbsent(model) && (!model.isString() || model.stringValue().length() > 100)) {
      throw ProblemException.invalidField(
          "payload.model", "must be a string of at most 100 characters");
    }
  }

  private static void integer(JsonNode payload, String name, long most) {
    var value = payload.path(name);
    if (isAbsent(value)) {
      return;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 0
        || value.longValue() > most) {
      throw ProblemException.invalidField(
          "payload." + name, "must be an integer between 0 and " + most);
    }
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
