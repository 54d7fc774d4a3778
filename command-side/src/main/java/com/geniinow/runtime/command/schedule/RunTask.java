package com.geniinow.runtime.command.schedule;

import com.geniinow.runtime.command.door.Refusals;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.task.SubmitResult;
import com.geniinow.runtime.command.task.SubmitTask;
import com.geniinow.runtime.platform.problem.Problem;
import com.geniinow.runtime.platform.problem.Reason;
import org.jspecify.annotations.Nullable;

/** What a run submits, as it is read outside its agent's line. */
sealed interface RunTask {
  /**
   * A submission like any other.
   *
   * @param task under an id that is not the run's
   */
  record Good(SubmitTask task) implements RunTask {}

  /**
   * None: the run does not happen.
   *
   * @param reason in one word, that of a refused submission where there is one
   * @param detail what a submission would be told; null where the word says all
   */
  record Bad(String reason, @Nullable String detail) implements RunTask {
    static Bad of(Refusal refusal) {
      return of(Refusals.problem(refusal).problem());
    }

    /** Of a brake and of an agent's status the word says all; of a task that is no good not. */
    static Bad of(Problem problem) {
      return new Bad(problem.reason().code(), problem.status() == 400 ? problem.detail() : null);
    }

    /** Null for one that was taken. */
    static @Nullable Bad of(SubmitResult result) {
      return switch (result) {
        case SubmitResult.Accepted accepted -> null;
        case SubmitResult.QueueFull full -> new Bad(Reason.QUEUE_FULL.code(), null);
        case SubmitResult.OverQuota refused -> new Bad(Reason.QUOTA_EXCEEDED.code(), null);
        case SubmitResult.Replayed replayed ->
            throw new IllegalStateException("a run has no idempotency key");
      };
    }
  }
}
