package com.geniinow.runtime.command.line;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.sealing.KeyDestroyedException;
import com.geniinow.runtime.platform.trace.LoggedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * The one way to send a command. A command waits for its agent's permit before it takes a
 * connection, runs in a transaction of its own, and is tried again when another process was faster.
 */
public final class AgentLine {
  /** How often a command is run at most before the conflict is handed to the caller. */
  static final int MAX_RUNS = 6;

  /** The same of a command that asks for it. */
  static final int MOST_AGAIN = 50;

  private final CommandGateway gateway;
  private final AgentPermits permits;
  private final RollbackMonitor monitor;
  private final CommandWatch watch;

  public AgentLine(
      CommandGateway gateway, AgentPermits permits, RollbackMonitor monitor, CommandWatch watch) {
    this.gateway = gateway;
    this.permits = permits;
    this.monitor = monitor;
    this.watch = watch;
  }

  /**
   * Runs a command to its commit, in a unit of work and a transaction of its own also where a
   * processor or a saga sends it.
   *
   * @return what its handler returned
   * @throws RefusedException when the command is refused or the agent does not exist
   * @throws LoggedException when its transaction was rolled back for any other reason
   */
  public <R> R send(AgentCommand<R> command) {
    var outer = CurrentUnitOfWork.isStarted() ? CurrentUnitOfWork.get() : null;
    if (outer != null) {
      CurrentUnitOfWork.clear(outer);
    }
    try (var watched = watch.begin(command)) {
      return permits.holding(command.agentId(), () -> run(command));
    } finally {
      if (outer != null) {
        CurrentUnitOfWork.set(outer);
      }
    }
  }

  private <R> R run(AgentCommand<R> command) {
    List<RunAgainException> agains = new ArrayList<>();
    try {
      return run(command, agains);
    } finally {
      agains.forEach(RunAgainException::finish);
    }
  }

  private <R> R run(AgentCommand<R> command, List<RunAgainException> agains) {
    for (int run = 1; ; run++) {
      try {
        R result = gateway.sendAndWait(EnterAgent.withCaller(command));
        monitor.committed();
        return result;
      } catch (RuntimeException e) {
        if (Conflicts.find(e, RunAgainException.class) instanceof RunAgainException again) {
          if (agains.size() == MOST_AGAIN) {
            throw new Refusal.LimitsBusy().exception();
          }
          agains.add(again);
          again.prepare();
          backOff(Math.min(agains.size(), MAX_RUNS) - 1);
          run--;
          continue;
        }
        if (run < MAX_RUNS && Conflicts.retryable(e)) {
          monitor.retried(command, run);
          backOff(run);
          continue;
        }
        throw rejected(command, e);
      }
    }
  }

  private RuntimeException rejected(AgentCommand<?> command, RuntimeException e) {
    if (Conflicts.find(e, RefusedException.class) instanceof RefusedException refused) {
      return refused;
    }
    if (Conflicts.find(e, AggregateNotFoundException.class) != null) {
      return new Refusal.NotFound("agent", command.agentId()).exception();
    }
    if (Conflicts.find(e, KeyDestroyedException.class) != null) {
      return new Refusal.WrongState("Agent " + command.agentId() + " is erased.").exception();
    }
    if (Conflicts.find(e, CannotCreateTransactionException.class) != null) {
      return e; // PostgreSQL is unavailable: there was nothing to roll back
    }
    monitor.rolledBack(command, e);
    return new LoggedException(e);
  }

  private static void backOff(int run) {
    long most = Math.min(200, 5L << run);
    LockSupport.parkNanos(
        TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(1, most)));
  }
}
