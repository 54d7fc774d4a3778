package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.line.RunAgainException;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.stereotype.Component;

/**
 * Whose turn it is with a budget in this process: one command's at a time. Others wait for it
 * before they take a connection, so that agents that are all at the same limit leave the pool to
 * everybody else.
 */
@Component
class BudgetTurns {
  /** Longer than a command takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Map<UUID, Semaphore> turns = new ConcurrentHashMap<>();
  private final ThreadLocal<Set<UUID>> mine = ThreadLocal.withInitial(HashSet::new);

  /**
   * Takes the turn until the end of the command.
   *
   * @throws RunAgainException where it is another's: then the command waits for it outside its
   *     transaction
   * @throws RefusedException when it has waited for too long
   */
  void take(UUID budgetId) {
    if (mine.get().contains(budgetId)) {
      return;
    }
    var work = CurrentUnitOfWork.get();
    var turn = turns.computeIfAbsent(budgetId, any -> new Semaphore(1, true));
    if (!turn.tryAcquire()) {
      throw new RunAgainException(() -> await(budgetId, turn), () -> giveBack(budgetId, turn));
    }
    mine.get().add(budgetId);
    work.onCleanup(ended -> giveBack(budgetId, turn));
  }

  private void await(UUID budgetId, Semaphore turn) {
    try {
      if (!turn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Refusal.LimitsBusy().exception();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal.Interrupted().exception();
    }
    mine.get().add(budgetId);
  }

  private void giveBack(UUID budgetId, Semaphore turn) {
    if (mine.get().remove(budgetId)) {
      turn.release();
    }
  }
}
