package com.geniinow.runtime.command.line;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.KeyDestroyedException;
import com.geniinow.runtime.platform.sealing.KeysUnavailableException;
import com.geniinow.runtime.platform.trace.LoggedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

  private static final Logger log = LoggerFactory.getLogger(AgentLine.class);

  private final CommandGateway gateway;
  private final AgentPermits permits;
  private final RollbackMonitor monitor;
  private final CommandWatch watch;
  private final ReadyKeys keys;

  /** Kinds of commands that found no key to seal under, each of which is logged once. */
  private final Set<Class<?>> keyless = ConcurrentHashMap.newKeySet();

  public AgentLine(
      CommandGateway gateway,
      AgentPermits permits,
      RollbackMonitor monitor,
      CommandWatch watch,
      DataKeys keys) {
    this.gateway = gateway;
    this.permits = permits;
    this.monitor = monitor;
    this.watch = watch;
    this.keys = new ReadyKeys(keys);
  }

  /**
   * Runs a command to its commit, in a unit of work and a transaction of its own also where a
   * processor or a saga sends it.
   *
   * @return what its handler returned
   * @throws RefusedException when the command is refused or the agent does not exist
   * @throws KeysUnavailableException when the agent's key can't be had; nothing was begun
   * @throws LoggedException when its transaction was rolled back for any other reason
   */
  public <R> R send(AgentCommand<R> command) {
    var outer = CurrentUnitOfWork.isStarted() ? CurrentUnitOfWork.get() : null;
    if (outer != null) {
      CurrentUnitOfWork.clear(outer);
    }
    try (var watched = watch.begin(command)) {
      return permits.holding(
          command.agentId(),
          () -> {
            keys.prepare(command);
            return run(command);
          });
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
    if (Conflicts.find(e, KeyDestroyedException.class) instanceof KeyDestroyedException gone) {
      return refused(command, gone);
    }
    if (Conflicts.find(e, CannotCreateTransactionException.class) != null) {
      return e; // PostgreSQL is unavailable: there was nothing to roll back
    }
    monitor.rolledBack(command, e);
    return new LoggedException(e);
  }

  /** Whoever sends it should have known: in the background nobody hears of a refusal. */
  private RefusedException refused(AgentCommand<?> command, KeyDestroyedException gone) {
    if (keyless.add(command.getClass())) {
      log.warn(
          "{} leaves text of agent {}, whose keys are destroyed, and is refused",
          command.getClass().getSimpleName(),
          gone.agent(),
          gone);
    }
    var what =
        gone.isOfAgent()
            ? "Agent %s is erased.".formatted(gone.agent())
            : "What agent %s did on %s is erased.".formatted(gone.agent(), gone.day());
    return new Refusal.WrongState(what).exception();
  }

  private static void backOff(int run) {
    long most = Math.min(200, 5L << run);
    LockSupport.parkNanos(
        TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(1, most)));
  }
}
