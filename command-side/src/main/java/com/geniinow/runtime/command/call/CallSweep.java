package com.geniinow.runtime.command.call;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.call.EndCall.Ending;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ends the calls of processes that are gone: they are charged what they held. */
@Component
class CallSweep implements RecurringJob {
  /** How such a call is recorded; one that ends after all is corrected. */
  static final String SWEPT = "swept";

  private static final Logger log = LoggerFactory.getLogger(CallSweep.class);
  private static final int BATCH = 500;

  private final JdbcClient system;
  private final AgentLine line;
  private final Now now;
  private final CallSettings settings;
  private final CallingProcessTable processes;

  CallSweep(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      AgentLine line,
      Now now,
      CallSettings settings,
      CallingProcessTable processes) {
    this.system = system;
    this.line = line;
    this.now = now;
    this.settings = settings;
    this.processes = processes;
  }

  @Override
  public String name() {
    return "call-sweep";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byDatabase(
            """
            SELECT min(noted_at) + ? * interval '1 millisecond' FROM running_calls""",
            () -> settings.lease().toMillis()));
  }

  @Override
  public void run() {
    var at = now.get();
    system
        .sql(
            """
            SELECT agent_id, call_id, model, started_at FROM running_calls r
            WHERE noted_at < clock_timestamp() - ? * interval '1 millisecond'
              AND NOT EXISTS (SELECT FROM calling_processes p
                WHERE p.process_id = r.process_id AND p.alive_until > clock_timestamp())
            ORDER BY started_at LIMIT ?""")
        .param(settings.lease().toMillis())
        .param(BATCH)
        .query(
            (row, n) ->
                lost(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getString(3),
                    row.getObject(4, OffsetDateTime.class).toInstant(),
                    at))
        .list()
        .forEach(this::end);
    processes.forget();
  }

  private static EndCall lost(
      UUID agentId, UUID callId, String model, Instant startedAt, Instant at) {
    long latency = Math.max(0, Duration.between(startedAt, at).toMillis());
    return new EndCall(
        agentId,
        callId,
        Ending.UNKNOWN,
        model,
        null,
        null,
        0,
        0,
        0,
        false,
        SWEPT,
        latency,
        null,
        null,
        at);
  }

  /** One that fails must not keep the others waiting; it comes again at the next turn. */
  private void end(EndCall lost) {
    try {
      line.send(lost);
    } catch (RuntimeException e) {
      log.warn("call {} could not be ended", lost.callId(), e);
    }
  }
}
