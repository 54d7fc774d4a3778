package com.geniinow.runtime.command.line;

import com.geniinow.runtime.platform.trace.Traced;
import com.geniinow.runtime.platform.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/**
 * Makes commands visible: a timer for each kind, a span where the trace is sampled, and whose they
 * are on every line that is logged meanwhile.
 */
public final class CommandWatch {
  private static final String AGENT = "agent_id";
  private static final String TASK = "task_id";

  private final MeterRegistry registry;
  private final Traces traces;
  private final ConcurrentHashMap<Class<?>, Timer> timers = new ConcurrentHashMap<>();

  public CommandWatch(MeterRegistry registry, Traces traces) {
    this.registry = registry;
    this.traces = traces;
  }

  /** Begins to watch; closing the answer ends it. */
  Watched begin(AgentCommand<?> command) {
    MDC.put(AGENT, command.agentId().toString());
    var span = traces.child("command " + command.getClass().getSimpleName());
    if (command instanceof TaskCommand<?> about) {
      MDC.put(TASK, about.taskId().toString());
      span.tag("genii.task_id", about.taskId().toString());
    }
    span.tag("genii.agent_id", command.agentId().toString());
    return new Watched(timer(command.getClass()), span, System.nanoTime());
  }

  private Timer timer(Class<?> command) {
    return timers.computeIfAbsent(
        command,
        type ->
            Timer.builder("genii.command")
                .description("Commands from before their agent's turn to their commit")
                .tag("command", type.getSimpleName())
                .register(registry));
  }

  /** A command that is watched. */
  record Watched(Timer timer, Traced span, long began) implements AutoCloseable {
    @Override
    public void close() {
      timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      span.close();
      MDC.remove(AGENT);
      MDC.remove(TASK);
    }
  }
}
