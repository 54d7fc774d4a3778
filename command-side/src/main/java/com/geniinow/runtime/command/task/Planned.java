package com.geniinow.runtime.command.task;

import com.geniinow.runtime.events.task.TaskApproval;
import com.geniinow.runtime.events.task.TaskPlan;

/**
 * When a submitted task is to run, and how.
 *
 * @param plan as it was asked for
 * @param ifNeeded the approval that it needs where its agent must ask for one
 */
record Planned(TaskPlan plan, TaskApproval ifNeeded) {
  /** The plan of a task that must be approved whatever it said. */
  TaskPlan withApproval() {
    return new TaskPlan(plan.priority(), plan.runAt(), plan.expiresAt(), plan.retry(), ifNeeded);
  }
}
