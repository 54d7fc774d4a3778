package com.geniinow.runtime.command.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.Finds;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.line.TaskCommand;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Moves tasks on that the retry saga should have moved: by the tables alone, whatever the saga has
 * read or keeps. It sends what the saga sends, so of the two one wins and the other does nothing.
 */
@Component
class RetrySweep implements RecurringJob {
  static final String NAME = "retry-sweep";

  /** The saga is a tenth of a second late, seconds after a process died. */
  static final Duration GRACE = Duration.ofSeconds(15);

  private static final Logger log = LoggerFactory.getLogger(RetrySweep.class);
  private static final int BATCH = 500;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient system;
  private final AgentLine line;
  private final FastPath fastPath;
  private final Finds finds;
  private final Now now;

  RetrySweep(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      AgentLine line,
      FastPath fastPath,
      Finds finds,
      Now now) {
    this.system = system;
    this.line = line;
    this.fastPath = fastPath;
    this.finds = finds;
    this.now = now;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byProcess(
            """
            SELECT least(
              (SELECT next_attempt_at + ? * interval '1 millisecond' FROM agent_tasks
               WHERE status = 'retrying' ORDER BY next_attempt_at LIMIT 1),
              (SELECT to_timestamp(0) WHERE EXISTS (
                SELECT FROM agent_tasks WHERE status = 'retrying' AND next_attempt_at IS NULL)))""",
            GRACE::toMillis));
  }

  @Override
  public void run() {
    var late = now.get().minus(GRACE);
    overdue(late);
    undecided(late);
  }

  private void overdue(Instant late) {
    system
        .sql(
            """
            SELECT agent_id, task_id, attempts + 1 FROM agent_tasks
            WHERE status = 'retrying' AND next_attempt_at <= ? ORDER BY next_attempt_at LIMIT ?""")
        .param(late.atOffset(ZoneOffset.UTC))
        .param(BATCH)
        .query(
            (row, n) ->
                new RequeueTask(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getInt(3),
                    now.get()))
        .list()
        .forEach(this::requeue);
  }

  /**
   * Whose failure was final and is not followed by the dead letter. When that was, and why, its
   * event says; it is among the agent's last ones.
   */
  private void undecided(Instant late) {
    system
        .sql(
            """
            SELECT t.agent_id, t.task_id, t.attempts, t.error, e.payload
            FROM agent_tasks t CROSS JOIN LATERAL (
              SELECT payload FROM domain_event_entry
              WHERE agent_id = t.agent_id AND strpos(payload, t.task_id::text) > 0
                AND payload_type = 'com.geniinow.runtime.events.task.TaskEvent$TaskAttemptFailed'
              ORDER BY global_index DESC LIMIT 1) e
            WHERE t.status = 'retrying' AND t.next_attempt_at IS NULL LIMIT ?""")
        .param(BATCH)
        .query(
            (row, n) ->
                new Undecided(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getInt(3),
                    row.getString(4),
                    row.getString(5)))
        .list()
        .forEach(task -> decide(task, late));
  }

  /**
   * Its event is read here and not by the query, which one that can't be read would end for all.
   */
  private void decide(Undecided task, Instant late) {
    Failure failure;
    try {
      failure = JSON.readValue(task.event(), Failure.class);
    } catch (JacksonException e) {
      log.warn("why task {} failed can't be read: {}", task.taskId(), e.getOriginalMessage());
      return;
    }
    if (!failure.at().isAfter(late)) {
      giveUp(
          new DeadLetterTask(
              task.agentId(),
              task.taskId(),
              task.attempts(),
              task.error(),
              failure.retryable() ? "retries_exhausted" : "not_retryable",
              now.get()));
    }
  }

  private void requeue(RequeueTask due) {
    if (send(due)) {
      finds.found(NAME, "the retry of task " + due.taskId());
      fastPath.tryNow(due.agentId(), due.taskId(), due.attempt());
    }
  }

  private void giveUp(DeadLetterTask dead) {
    if (send(dead)) {
      finds.found(NAME, "the dead letter of task " + dead.taskId());
    }
  }

  /** One that fails must not keep the others waiting; it comes again at the next turn. */
  private boolean send(TaskCommand<Boolean> command) {
    try {
      return line.send(command);
    } catch (RuntimeException e) {
      log.warn("task {} could not be moved on", command.taskId(), e);
      return false;
    }
  }

  private record Undecided(UUID agentId, UUID taskId, int attempts, String error, String event) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Failure(Instant at, boolean retryable) {}
}
