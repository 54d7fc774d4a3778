package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.line.TaskCommand;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.platform.web.Cursor.TimeAndId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ends tasks that waited for too long: to run, or for a person to let them run. */
@Component
class ExpirySweep implements RecurringJob {
  static final String NAME = "task-expiries";

  private static final int BATCH = 500;
  private static final Duration MOST = Duration.ofSeconds(10);
  private static final TimeAndId START = new TimeAndId(Instant.EPOCH, new UUID(0, 0));

  /**
   * A failure that was final is left to whoever gives it up for that; what nobody decided about by
   * then, to {@link #UNDECIDED}.
   */
  private static final String EXPIRED =
      """
      SELECT agent_id, task_id, expires_at FROM agent_tasks
      WHERE status IN ('scheduled', 'awaiting_approval', 'queued', 'retrying')
        AND NOT (status = 'retrying' AND next_attempt_at IS NULL)
        AND NOT (status = 'awaiting_approval' AND approval_expires_at <= expires_at)
        AND expires_at <= ? AND (expires_at, task_id) > (?, ?)
      ORDER BY expires_at, task_id LIMIT ?\
      """;

  private static final String UNDECIDED =
      """
      SELECT agent_id, task_id, approval_expires_at FROM agent_tasks
      WHERE status = 'awaiting_approval'
        AND (expires_at IS NULL OR approval_expires_at <= expires_at)
        AND approval_expires_at <= ? AND (approval_expires_at, task_id) > (?, ?)
      ORDER BY approval_expires_at, task_id LIMIT ?\
      """;

  private final JdbcClient system;
  private final ManyCommands commands;
  private final Now now;

  ExpirySweep(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system, ManyCommands commands, Now now) {
    this.system = system;
    this.commands = commands;
    this.now = now;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration every() {
    return Duration.ofMillis(500);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byProcess(
            """
            SELECT least(
              (SELECT expires_at FROM agent_tasks
                WHERE status IN ('scheduled', 'awaiting_approval', 'queued', 'retrying')
                  AND NOT (status = 'retrying' AND next_attempt_at IS NULL)
                  AND expires_at IS NOT NULL
                ORDER BY expires_at LIMIT 1),
              (SELECT approval_expires_at FROM agent_tasks WHERE status = 'awaiting_approval'
                ORDER BY approval_expires_at LIMIT 1))\
            """));
  }

  @Override
  public void run() {
    end(UNDECIDED, late -> new DenyLateTask(late.agentId(), late.place().id(), now.get()));
    end(EXPIRED, late -> new ExpireTask(late.agentId(), late.place().id(), now.get()));
  }

  /** Page after page, so that those that fail keep no others waiting. */
  private <C extends TaskCommand<Boolean>> void end(String sql, Function<Late, C> command) {
    var start = now.get();
    var after = START;
    List<Late> page;
    do {
      page = late(sql, after, start);
      commands.send(page.stream().map(command).toList(), ended -> {}, MOST);
      after = page.isEmpty() ? START : page.getLast().place();
    } while (page.size() == BATCH);
  }

  private List<Late> late(String sql, TimeAndId after, Instant at) {
    return system
        .sql(sql)
        .param(at.atOffset(ZoneOffset.UTC))
        .param(after.at().atOffset(ZoneOffset.UTC))
        .param(after.id())
        .param(BATCH)
        .query(
            (row, n) ->
                new Late(
                    row.getObject(1, UUID.class),
                    new TimeAndId(
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getObject(2, UUID.class))))
        .list();
  }

  private record Late(UUID agentId, TimeAndId place) {}
}
