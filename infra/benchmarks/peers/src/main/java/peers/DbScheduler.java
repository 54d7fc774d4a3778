package peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/** db-scheduler with what its page advises for many jobs a second. */
final class DbScheduler {
  private static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS scheduled_tasks (
        task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
        execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
        last_success timestamptz, last_failure timestamptz, consecutive_failures int,
        last_heartbeat timestamptz, version bigint NOT NULL, priority smallint, state text,
        PRIMARY KEY (task_name, task_instance));
      CREATE INDEX IF NOT EXISTS execution_time_idx ON scheduled_tasks (execution_time)""";

  private DbScheduler() {}

  public static void main(String[] args) throws Exception {
    var harness = new Harness();
    DataSource database = Harness.database(Harness.slots() + 10);
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
    var task = Tasks.oneTime("task").execute((instance, context) -> {});
    var scheduler =
        Scheduler.create(database, task)
            .threads(Harness.slots())
            .pollUsingLockAndFetch(0.5, 1.0)
            .pollingInterval(Duration.ofMillis(100))
            .enableImmediateExecution()
            .addSchedulerListener(
                new AbstractSchedulerListener() {
                  @Override
                  public void onExecutionComplete(ExecutionComplete complete) {
                    harness.completed(complete.getExecution().taskInstance.getId());
                  }
                })
            .build();
    scheduler.start();
    harness.serve(id -> scheduler.schedule(task.instance(id), Instant.now()));
  }
}
