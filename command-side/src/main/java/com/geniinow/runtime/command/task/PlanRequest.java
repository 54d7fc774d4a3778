package com.geniinow.runtime.command.task;

import com.geniinow.runtime.events.task.TaskApproval;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskRetry;
import com.geniinow.runtime.platform.problem.ProblemException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads from a submission when its task is to run, and how. */
final class PlanRequest {
  /** The furthest that a task may be put off, and the longest that it may wait. */
  static final long LONGEST_SECONDS = 31_536_000; // 365 days

  /** How long a person has to decide where nobody said so. */
  static final long APPROVAL_SECONDS = 86_400;

  private static final Duration LONGEST_DELAY = Duration.ofDays(1);

  private PlanRequest() {}

  /**
   * The plan.
   *
   * @param submittedBy the caller's subject
   * @throws ProblemException 400 for times that can't be
   */
  static Planned of(TaskRequest request, TaskSettings settings, String submittedBy, Instant at) {
    var runAt = runAt(request, at);
    var approval = new TaskApproval(at.plusSeconds(approvalSeconds(request)), submittedBy);
    var plan =
        new TaskPlan(
            request.priority() == null ? TaskPlan.MIDDLE : request.priority(),
            runAt,
            expiresAt(request, runAt, at),
            request.retry() == null ? null : retry(request.retry(), settings),
            request.approval() == null ? null : approval);
    return new Planned(plan, approval);
  }

  /** A moment that has passed already is due at once. */
  private static @Nullable Instant runAt(TaskRequest request, Instant at) {
    var runAt = request.runAt();
    var delay = request.delaySeconds();
    if (runAt != null && delay != null) {
      throw ProblemException.invalidField("delay_seconds", "must not stand beside run_at");
    }
    if (delay != null) {
      return at.plusSeconds(delay);
    }
    if (runAt == null) {
      return null;
    }
    if (runAt.isAfter(at.plusSeconds(LONGEST_SECONDS))) {
      throw ProblemException.invalidField("run_at", "must be at most 365 days from now");
    }
    return runAt.isBefore(at) ? at : runAt.truncatedTo(ChronoUnit.MICROS);
  }

  private static @Nullable Instant expiresAt(
      TaskRequest request, @Nullable Instant runAt, Instant at) {
    var seconds = request.expiresInSeconds();
    return seconds == null ? null : (runAt == null ? at : runAt).plusSeconds(seconds);
  }

  private static long approvalSeconds(TaskRequest request) {
    var asked = request.approvalExpiresInSeconds();
    return asked == null ? APPROVAL_SECONDS : asked;
  }

  private static TaskRetry retry(TaskRequest.Retry asked, TaskSettings settings) {
    long longest = asked.maxSeconds() == null ? LONGEST_DELAY.toMillis() : ms(asked.maxSeconds());
    long usual = Math.min(settings.retryBase().toMillis(), longest);
    long base = asked.baseSeconds() == null ? usual : ms(asked.baseSeconds());
    if (longest < base) {
      throw ProblemException.invalidField("retry.max_seconds", "must be at least base_seconds");
    }
    var most = asked.maxRetries() == null ? settings.maxRetries() : asked.maxRetries();
    return new TaskRetry(most, base, longest);
  }

  private static long ms(BigDecimal seconds) {
    return seconds.movePointRight(3).longValueExact();
  }

  /** What of it makes the request what it is; what is not given leaves no trace. */
  static void hash(TaskRequest request, ObjectNode all, List<@Nullable Object> asSent) {
    var given = JsonNodeFactory.instance.objectNode();
    if (request.priority() != null) {
      given.put("priority", request.priority());
    }
    if (request.runAt() != null) {
      given.put("run_at", request.runAt().toString());
    }
    if (request.delaySeconds() != null) {
      given.put("delay_seconds", request.delaySeconds());
    }
    if (request.expiresInSeconds() != null) {
      given.put("expires_in_seconds", request.expiresInSeconds());
    }
    if (request.approval() != null) {
      given.put("approval", request.approval());
    }
    if (request.approvalExpiresInSeconds() != null) {
      given.put("approval_expires_in_seconds", request.approvalExpiresInSeconds());
    }
    var retry = request.retry();
    if (retry != null) {
      var parts = given.putObject("retry");
      parts.put("max_retries", retry.maxRetries());
      parts.put("base_seconds", retry.baseSeconds());
      parts.put("max_seconds", retry.maxSeconds());
    }
    if (!given.isEmpty()) {
      all.setAll(given);
      asSent.addAll(new ArrayList<@Nullable Object>(List.of(given.toString())));
    }
  }
}
