package com.geniinow.runtime.query.view.task;

import com.geniinow.runtime.events.task.TaskState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far running attempts are: no event says it, and so no table of record. */
final class ProgressReads {
  private ProgressReads() {}

  /** The task with it. */
  static TaskView with(JdbcClient jdbc, TaskView task) {
    return task.status() == TaskState.RUNNING
        ? task.at(of(jdbc, new UUID[] {task.taskId()}).get(key(task.taskId(), task.attempts())))
        : task;
  }

  /** The tasks with it, in their order. */
  static List<TaskItem> with(JdbcClient jdbc, List<TaskItem> tasks) {
    var running =
        tasks.stream()
            .filter(task -> task.status() == TaskState.RUNNING)
            .map(TaskItem::taskId)
            .toArray(UUID[]::new);
    if (running.length == 0) {
      return tasks;
    }
    var progress = of(jdbc, running);
    return tasks.stream()
        .map(task -> task.at(progress.get(key(task.taskId(), task.attempts()))))
        .toList();
  }

  private static Map<String, TaskView.Progress> of(JdbcClient jdbc, UUID[] running) {
    Map<String, TaskView.Progress> progress = new HashMap<>();
    jdbc.sql(
            """
            SELECT task_id, attempt, progress_percent, progress_message FROM task_leases
            WHERE task_id = ANY (?)
              AND (progress_percent IS NOT NULL OR progress_message IS NOT NULL)""")
        .param(running)
        .query(
            row -> {
              progress.put(
                  key(row.getObject(1, UUID.class), row.getInt(2)),
                  new TaskView.Progress(row.getObject(3, Integer.class), row.getString(4)));
            });
    return progress;
  }

  private static String key(UUID taskId, int attempt) {
    return taskId + "/" + attempt;
  }
}
