package com.geniinow.runtime.command.schedule;

import static java.util.stream.Collectors.groupingBy;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.command.task.FastPath;
import com.geniinow.runtime.command.task.ManyCommands;
import com.geniinow.runtime.platform.web.Cursor.TimeAndId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Has schedules run that are due. What it finds it only asks for: whether a run is due and has not
 * been decided about is said in the agent's line.
 */
@Component
class ScheduleSweep implements RecurringJob {
  static final String NAME = "schedules";

  private static final int BATCH = 500;
  private static final Duration MOST = Duration.ofSeconds(10);
  private static final TimeAndId START = new TimeAndId(Instant.EPOCH, new UUID(0, 0));

  private final JdbcClient system;
  private final Runs runs;
  private final ManyCommands commands;
  private final FastPath fastPath;
  private final Now now;

  ScheduleSweep(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      Runs runs,
      ManyCommands commands,
      FastPath fastPath,
      Now now) {
    this.system = system;
    this.runs = runs;
    this.commands = commands;
    this.fastPath = fastPath;
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
            SELECT next_due_at FROM agent_schedules WHERE next_due_at IS NOT NULL
            ORDER BY next_due_at LIMIT 1"""));
  }

  /** Page after page, so that those that fail keep no others waiting. */
  @Override
  public void run() {
    var start = now.get();
    var after = START;
    List<Waiting> page;
    do {
      page = due(after, start);
      var byAgent = page.stream().collect(groupingBy(Waiting::agentId)).values();
      commands.sendEach(
          byAgent.stream()
              .map(all -> all.stream().map(one -> command(one, start)).toList())
              .toList(),
          (command, task) -> task.ifPresent(id -> fastPath.tryNow(command.agentId(), id, 1)),
          MOST);
      after = page.isEmpty() ? START : page.getLast().place();
    } while (page.size() == BATCH);
  }

  private List<Waiting> due(TimeAndId after, Instant at) {
    return system
        .sql(
            """
            SELECT agent_id, schedule_id, next_due_at FROM agent_schedules
            WHERE next_due_at <= ? AND (next_due_at, schedule_id) > (?, ?)
            ORDER BY next_due_at, schedule_id LIMIT ?""")
        .param(at.atOffset(ZoneOffset.UTC))
        .param(after.at().atOffset(ZoneOffset.UTC))
        .param(after.id())
        .param(BATCH)
        .query(
            (row, n) ->
                new Waiting(
                    row.getObject(1, UUID.class),
                    new TimeAndId(
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getObject(2, UUID.class))))
        .list();
  }

  private Supplier<RunSchedule> command(Waiting due, Instant seenAt) {
    return () -> runs.command(due.agentId(), due.place().id(), seenAt);
  }

  private record Waiting(UUID agentId, TimeAndId place) {}
}
