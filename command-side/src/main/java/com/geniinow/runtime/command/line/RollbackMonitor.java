package com.geniinow.runtime.command.line;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how transactions end, and logs each failed one once, with its stack trace. Refusals by a
 * rule and conflicts that were retried with success are no failures.
 */
public final class RollbackMonitor {
  private static final Logger log = LoggerFactory.getLogger(RollbackMonitor.class);

  private final Counter committed;
  private final Counter rolledBack;
  private final Counter retried;

  public RollbackMonitor(MeterRegistry registry) {
    committed = counter(registry, "committed");
    rolledBack = counter(registry, "rolled_back");
    retried = counter(registry, "retried");
  }

  void committed() {
    committed.increment();
  }

  /** Transactions of this process that ended, one way or the other; retried runs not counted. */
  public long ended() {
    return (long) (committed.count() + rolledBack.count());
  }

  /** Those of them that were rolled back for good. */
  public long rolledBack() {
    return (long) rolledBack.count();
  }

  void retried(AgentCommand<?> command, int run) {
    retried.increment();
    log.debug("run {} of {} met a conflict", run, command.getClass().getSimpleName());
  }

  void rolledBack(AgentCommand<?> command, Throwable failure) {
    rolledBack.increment();
    log.error(
        "ROLLBACK of {} for agent {}",
        command.getClass().getSimpleName(),
        command.agentId(),
        failure);
  }

  private static Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder("genii.transactions")
        .description("Transactions of commands by how they ended")
        .tag("outcome", outcome)
        .register(registry);
  }
}
