package com.geniinow.runtime.worker;

import com.geniinow.runtime.platform.trace.Traced;
import com.geniinow.runtime.platform.trace.Traces;
import com.geniinow.runtime.worker.client.StartedAttempt;
import com.geniinow.runtime.worker.executor.Attempt;
import java.time.InstantSource;
import org.slf4j.MDC;

/**
 * Goes on with the trace that a task was submitted in: its wait, the attempt, the call in it. Every
 * line that this thread logs meanwhile says whose it is.
 */
final class AttemptTrace {
  private final Traces traces;
  private final InstantSource clock;

  AttemptTrace(Traces traces, InstantSource clock) {
    this.traces = traces;
    this.clock = clock;
  }

  /** The attempt, until its end is reported. */
  Open attempt(StartedAttempt started) {
    var attempt = started.attempt();
    if (attempt.number() == 1 && started.submittedAt() != null) {
      traces.past(started.traceparent(), "queue", started.submittedAt(), clock.instant());
    }
    var span =
        traces
            .continued(started.traceparent(), "attempt")
            .tag("genii.agent_id", attempt.agentId().toString())
            .tag("genii.task_id", attempt.taskId().toString())
            .tag("genii.attempt", Integer.toString(attempt.number()));
    MDC.put("agent_id", attempt.agentId().toString());
    MDC.put("task_id", attempt.taskId().toString());
    return new Open(span);
  }

  /** The executor's part of it, such as a model call. */
  Traced execution(Attempt attempt) {
    var span = traces.child("execute " + attempt.type());
    return attempt.model() == null ? span : span.tag("gen_ai.request.model", attempt.model());
  }

  /** What is to be closed on the thread that opened it. */
  record Open(Traced span) implements AutoCloseable {
    @Override
    public void close() {
      span.close();
      MDC.remove("agent_id");
      MDC.remove("task_id");
    }
  }
}
