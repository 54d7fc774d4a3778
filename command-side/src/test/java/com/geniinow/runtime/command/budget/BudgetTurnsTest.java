package com.geniinow.runtime.command.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.line.RunAgainException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.junit.jupiter.api.Test;

/** One command of a process asks a budget at a time; the others don't wait with a connection. */
class BudgetTurnsTest {
  private final BudgetTurns turns = new BudgetTurns();
  private final UUID budget = UUID.randomUUID();

  @Test
  void who_comes_second_is_sent_away_until_the_first_has_ended() throws Exception {
    var first = begin();
    turns.take(budget);
    turns.take(budget);

    assertThat(onAnotherThread()).isInstanceOf(RunAgainException.class);
    first.commit();

    assertThat(onAnotherThread()).isNull();
  }

  @Test
  void budgets_don_t_wait_for_each_other_and_a_rollback_gives_the_turn_back() throws Exception {
    var first = begin();
    turns.take(UUID.randomUUID());
    assertThat(onAnotherThread()).isNull();
    turns.take(budget);
    first.rollback();

    assertThat(onAnotherThread()).isNull();
  }

  @Test
  void outside_a_command_there_is_no_turn() {
    assertThatThrownBy(() -> turns.take(budget)).isInstanceOf(IllegalStateException.class);
  }

  private static DefaultUnitOfWork<?> begin() {
    return DefaultUnitOfWork.startAndGet(GenericEventMessage.asEventMessage("a command"));
  }

  private Throwable onAnotherThread() throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              var work = begin();
              try {
                turns.take(budget);
                work.commit();
                return null;
              } catch (RuntimeException e) {
                work.rollback();
                return e;
              }
            })
        .get();
  }
}
