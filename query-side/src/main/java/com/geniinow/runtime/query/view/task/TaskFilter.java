package com.geniinow.runtime.query.view.task;

import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.platform.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a list shows, and in which order; null for any.
 *
 * @param labels all of which a task has
 * @param createdFrom inclusive
 * @param createdTo exclusive
 * @param order {@code asc} for the oldest first; {@code desc}, as where it is left out, for the
 *     newest
 */
record TaskFilter(
    @Nullable String status,
    @Nullable String type,
    @Nullable String model,
    Map<String, String> labels,
    @Nullable Instant createdFrom,
    @Nullable Instant createdTo,
    @Nullable String failureReason,
    @Nullable String order) {
  static final String ASCENDING = "asc";
  static final String DESCENDING = "desc";
  static final TaskFilter NONE = new TaskFilter(null, null, null, Map.of(), null, null, null, null);

  /** Why tasks are given up. */
  private static final List<String> FAILURE_REASONS =
      List.of("not_retryable", "retries_exhausted", "quota_exceeded", "task_budget_exceeded");

  /** No type or model is longer, in characters. */
  private static final int LONGEST = 100;

  /**
   * Checks what it is made of.
   *
   * @throws ProblemException 400
   */
  TaskFilter {
    if (status != null && !TaskState.wires().contains(status)) {
      throw ProblemException.invalidField(
          "status", "must be one of " + String.join(", ", TaskState.wires()));
    }
    if (failureReason != null && !FAILURE_REASONS.contains(failureReason)) {
      throw ProblemException.invalidField(
          "failure_reason", "must be one of " + String.join(", ", FAILURE_REASONS));
    }
    if (order != null && !order.equals(ASCENDING) && !order.equals(DESCENDING)) {
      throw ProblemException.invalidField("order", "must be asc or desc");
    }
    if (createdFrom != null && createdTo != null && createdFrom.isAfter(createdTo)) {
      throw ProblemException.invalidField("created_from", "must not be after created_to");
    }
    mustFit("type", type);
    mustFit("model", model);
    labels = Map.copyOf(labels);
  }

  private static void mustFit(String name, @Nullable String value) {
    if (value != null && value.length() > LONGEST) {
      throw ProblemException.invalidField(name, "must be at most " + LONGEST + " characters");
    }
  }

  /** Whether what a task is like decides, beside its labels and its age. */
  boolean looksAtTasks() {
    return status != null || type != null || model != null || failureReason != null;
  }

  boolean isAscending() {
    return ASCENDING.equals(order);
  }
}
