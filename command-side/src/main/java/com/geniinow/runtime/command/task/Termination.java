package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.AgentAndQuota;
import com.geniinow.runtime.events.task.TaskState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The end of an agent, as part of a command of its own: what is open or scheduled is cancelled. */
public final class Termination {
  /** Why its tasks are. */
  private static final String WITH_THE_AGENT = "agent terminated";

  private Termination() {}

  /**
   * Terminates an agent; one that is terminated stays as it is.
   *
   * @param reason null where no text of the agent can be kept, since its keys are destroyed; its
   *     tasks are cancelled without one then, too
   */
  public static void of(AgentAndQuota both, @Nullable String reason, String by, Instant at) {
    for (var taskId : both.agent().invoke(a -> a.livingTasks())) {
      cancel(both, taskId, reason == null ? null : WITH_THE_AGENT, by, at);
    }
    both.agent().execute(a -> a.terminate(reason, by, at));
  }

  /**
   * What runs keeps its hold until its lease ends; what waits gives it back at once, and what is
   * scheduled has none.
   */
  static void cancel(
      AgentAndQuota both, UUID taskId, @Nullable String reason, String by, Instant at) {
    var task = both.agent().invoke(a -> a.cancel(taskId, reason, by, at));
    if (task != null && task.state() != TaskState.RUNNING) {
      both.quota().execute(q -> q.release(taskId, task.attempt(), "cancelled", at));
    }
  }
}
