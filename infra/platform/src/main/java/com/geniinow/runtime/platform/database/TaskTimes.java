package com.geniinow.runtime.platform.database;

/**
 * Tells tasks of before when they failed an attempt and were approved: who is told is taken off the
 * list, which an earlier script has made.
 */
final class TaskTimes extends RowsBeforeScript {
  private static final String NEXT =
      """
      WITH batch AS (
        DELETE FROM said_of_tasks WHERE task_id IN (
          SELECT task_id FROM said_of_tasks WHERE task_id > ? ORDER BY task_id LIMIT ?)
        RETURNING task_id, failed_at, approved_at),
      told AS (
        UPDATE agent_tasks t SET approved_at = b.approved_at,
          error_at = CASE WHEN t.error IS NOT NULL AND t.status <> 'dead_lettered'
            THEN b.failed_at END
        FROM batch b
        WHERE t.task_id = b.task_id AND (b.approved_at IS NOT NULL
          OR (t.error IS NOT NULL AND t.status <> 'dead_lettered')))
      SELECT task_id FROM batch ORDER BY task_id DESC LIMIT 1\
      """;

  TaskTimes() {
    super(87, NEXT, "tasks");
  }
}
