package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.platform.database.LateWrites;
import com.geniinow.runtime.platform.database.RoundTrip.Part;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.platform.security.Credential;
import com.geniinow.runtime.platform.security.Role;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The calls that run, as the commands of their agents see them. */
@Component
class CallTable {
  private final JdbcClient jdbc;
  private final LateWrites late;
  private final CallingProcess process;

  CallTable(JdbcClient jdbc, LateWrites late, CallingProcess process) {
    this.jdbc = jdbc;
    this.late = late;
    this.process = process;
  }

  /**
   * Notes a call of this process, with what it must be cut by.
   *
   * @param taskType of the task that it belongs to; null for none
   * @param limits as they are now: a lower one cuts it
   */
  void add(HoldCall call, @Nullable String taskType, QuotaLimits limits) {
    var task = call.task();
    var credential = Caller.find().map(Caller::credential).orElse(null);
    late.add(
        Part.ofOneRow(
            """
            INSERT INTO running_calls
            (call_id, agent_id, entity_id, process_id, model, started_at,
              key_hash, token_issued_at, token_limit, cost_limit_usd, task_id, attempt, task_type)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            Arrays.asList(
                call.callId(),
                call.agentId(),
                AgentEntry.entity(),
                process.id(),
                call.candidates().getFirst().model(),
                call.at().atOffset(ZoneOffset.UTC),
                credential instanceof Credential.Key key ? key.hash() : null,
                issuedAt(credential),
                limits.monthlyTokens(),
                limits.monthlyCostUsd(),
                task == null ? null : task.taskId(),
                task == null ? null : task.attempt(),
                taskType)));
  }

  private static @Nullable Object issuedAt(@Nullable Credential credential) {
    return credential instanceof Credential.Token token
        ? (token.issuedAt() == null ? Instant.EPOCH : token.issuedAt()).atOffset(ZoneOffset.UTC)
        : null;
  }

  /**
   * Notes that a call has ended.
   *
   * @return the key that made it; empty where none did, where it doesn't run any more, and where
   *     the agent itself waits for the end of its call: by what it calls, its command knows
   */
  Optional<UUID> remove(UUID callId) {
    if (Caller.find().filter(caller -> caller.role() == Role.AGENT).isPresent()) {
      late.add(new Part("DELETE FROM running_calls\nWHERE call_id = ?", List.of(callId), null));
      return Optional.empty();
    }
    return jdbc.sql(
            """
            DELETE FROM running_calls r WHERE call_id = ? RETURNING
              (SELECT s.key_id FROM agent_key_secrets s WHERE s.hash = r.key_hash) AS key_id""")
        .param(callId)
        .query((row, n) -> Optional.ofNullable(row.getObject("key_id", UUID.class)))
        .optional()
        .flatMap(key -> key);
  }

  /**
   * A task that calls are made for.
   *
   * @param maxCalls that it may make; null for any number
   * @param maxCostUsd what these may cost; null for any sum
   */
  record Task(String type, @Nullable Integer maxCalls, @Nullable BigDecimal maxCostUsd) {}

  /** A task of this agent; empty where it has none such. */
  Optional<Task> task(UUID taskId) {
    return jdbc.sql("SELECT type, max_calls, max_cost_usd FROM agent_tasks WHERE task_id = ?")
        .param(taskId)
        .query(
            (row, n) ->
                new Task(row.getString(1), row.getObject(2, Integer.class), row.getBigDecimal(3)))
        .optional();
  }

  /**
   * Counts a refusal.
   *
   * @param what the limit that was in the way
   * @return how many came before it since the last on record; null where this minute has one
   */
  @Nullable Integer refused(UUID agentId, String what, Instant minute) {
    var before =
        jdbc.sql("SELECT minute = ?, more FROM call_refusals WHERE agent_id = ? AND what = ?")
            .param(minute.atOffset(ZoneOffset.UTC))
            .param(agentId)
            .param(what)
            .query((row, n) -> new Object[] {row.getBoolean(1), row.getInt(2)})
            .optional();
    if (before.isPresent() && (boolean) before.get()[0]) {
      jdbc.sql("UPDATE call_refusals SET more = more + 1 WHERE agent_id = ? AND what = ?")
          .param(agentId)
          .param(what)
          .update();
      return null;
    }
    jdbc.sql(
            """
            INSERT INTO call_refusals (agent_id, entity_id, what, minute, more) VALUES (?, ?, ?, ?, 0)
            ON CONFLICT (agent_id, what) DO UPDATE SET minute = excluded.minute, more = 0""")
        .param(agentId)
        .param(AgentEntry.entity())
        .param(what)
        .param(minute.atOffset(ZoneOffset.UTC))
        .update();
    return before.map(row -> (Integer) row[1]).orElse(0);
  }
}
