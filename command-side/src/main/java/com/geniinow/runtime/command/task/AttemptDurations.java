package com.geniinow.runtime.command.task;

import java.time.Duration;
import org.springframework.stereotype.Component;

/** How long attempts may run, whatever their executors say. */
@Component
class AttemptDurations {
  private final TaskSettings settings;

  AttemptDurations(TaskSettings settings) {
    this.settings = settings;
  }

  /** How long an attempt of a task may run; tasks of before have what is usual. */
  Duration of(StartedAttempt.Task task) {
    var own = task.limits().maxDurationSeconds();
    return own == null ? settings.maxDuration() : Duration.ofSeconds(own);
  }

  /** What is said of a task whose attempt ran that long. */
  String passed(StartedAttempt.Task task) {
    return "The attempt ran longer than its max_duration_seconds, %d, and was ended."
        .formatted(of(task).toSeconds());
  }
}
