package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.history.AsOfCheckpoints.Checkpoint;
import com.geniinow.runtime.query.record.AgentProjector;
import com.geniinow.runtime.query.record.QuotaProjector;
import com.geniinow.runtime.query.record.ScheduleProjector;
import com.geniinow.runtime.query.record.StoredEvent;
import com.geniinow.runtime.query.record.TaskProjector;
import com.geniinow.runtime.query.record.Writes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Replays one agent's events in memory, from the last checkpoint on, and leaves checkpoints on its
 * way: so the first question about a long history is slow and the next ones are not, and a job asks
 * that first question before anybody else does.
 */
final class History {
  /** Events between two checkpoints; what a question costs at most. */
  static final int STEP = 1_000;

  private final StoredEvents events;
  private final AsOfCheckpoints checkpoints;
  private final JdbcClient jdbc;

  History(StoredEvents events, AsOfCheckpoints checkpoints, JdbcClient jdbc) {
    this.events = events;
    this.checkpoints = checkpoints;
    this.jdbc = jdbc;
  }

  /**
   * An agent's rows, and the last event that they are made of.
   *
   * @param last null before the first event
   */
  record State(MemoryTables tables, @Nullable LastEvent last, long events) {}

  /** An event and its place in the store. */
  record LastEvent(StoredEvent event, long globalIndex) {}

  /** The agent as it was: after the last of its events before the first one later than that. */
  State asOf(UUID agentId, Instant at) {
    var done = new AtomicLong();
    MemoryTables.Forgotten forgotten = task -> forgotten(agentId, task, done.get());
    var checkpoint = checkpoints.latest(agentId, at);
    var tables = checkpoints.restore(agentId, checkpoint, forgotten);
    while (tables == null) { // its key went in between: there is one before it, or none
      checkpoint = checkpoints.latest(agentId, at);
      tables = checkpoints.restore(agentId, checkpoint, forgotten);
    }
    done.set(checkpoint == null ? 0 : checkpoint.globalIndex());
    long count = checkpoint == null ? 0 : checkpoint.events();
    var reached = checkpoint == null ? Instant.EPOCH : checkpoint.reachedAt();
    LastEvent last = null;
    while (true) {
      var rows = StoredEvents.after(jdbc, agentId, done.get(), STEP);
      for (var row : rows) {
        for (var event : events.decode(List.of(row))) {
          if (event.payload().at().isAfter(at)) {
            return new State(tables, found(last, agentId, done.get()), count);
          }
          apply(event, tables);
          last = new LastEvent(event, row.globalIndex());
          reached = reached.isAfter(event.payload().at()) ? reached : event.payload().at();
        }
        done.set(row.globalIndex());
        count++;
      }
      if (rows.size() < STEP) {
        return new State(tables, found(last, agentId, done.get()), count);
      }
      tables.prune();
      checkpoints.save(agentId, new Checkpoint(done.get(), count, reached), tables);
    }
  }

  /** With no event behind the checkpoint the last one is the checkpoint's own. */
  private @Nullable LastEvent found(@Nullable LastEvent last, UUID agentId, long position) {
    if (last != null || position == 0) {
      return last;
    }
    var rows = StoredEvents.after(jdbc, agentId, position - 1, 1);
    return new LastEvent(events.decode(rows).getLast(), rows.getFirst().globalIndex());
  }

  static void apply(StoredEvent event, MemoryTables tables) {
    var writes = new Writes();
    new AgentProjector().project(event, writes);
    new QuotaProjector().project(event, writes);
    new TaskProjector().project(event, writes);
    new ScheduleProjector().project(event, writes);
    writes.drain().forEach(tables::apply);
  }

  /**
   * A task that ended, was forgotten and is redriven; rare.
   *
   * @param until the last event before the redrive: all that happened to the task is needed, also
   *     behind the checkpoint
   */
  private Row forgotten(UUID agentId, String taskId, long until) {
    var tables =
        new MemoryTables(
            task -> {
              throw new IllegalStateException("no event submits task " + task);
            });
    var rows =
        jdbc.sql(
                EventRow.SELECT
                    + "WHERE agent_id = ? AND global_index <= ? AND strpos(payload, ?) > 0"
                    + " ORDER BY global_index")
            .param(agentId)
            .param(until)
            .param(taskId)
            .query(EventRow::of)
            .list();
    for (var event : events.decode(rows)) {
      var writes = new Writes();
      new TaskProjector().project(event, writes);
      new ScheduleProjector().project(event, writes);
      writes.drain().stream()
          .filter(change -> change.table().equals("agent_tasks"))
          .forEach(tables::apply);
    }
    var row = tables.rows("agent_tasks").get(taskId);
    if (row == null) {
      throw new IllegalStateException("no event submits task " + taskId);
    }
    return row;
  }
}
