package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.quota.StorageAdmission;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoomLineTest {
  private static final ReserveResult LATER = new ReserveResult(new StorageAdmission.Later(), 0);
  private static final ReserveResult ROOM = new ReserveResult(new StorageAdmission.Admitted(1), 0);
  private static final Patience LONG = Patience.of(Duration.ofMinutes(5));

  private final UUID agent = UUID.randomUUID();
  private final RoomLine line = new RoomLine();

  @Test
  void the_first_in_line_may_wait_for_one_behind_it() throws Exception {
    var firstIsInLine = new CountDownLatch(2);
    var secondHasRoom = new CountDownLatch(1);
    var secondAsked = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          threads.submit(
              () ->
                  line.decide(
                      agent,
                      LONG,
                      mayWait -> {
                        firstIsInLine.countDown();
                        return secondHasRoom.getCount() == 0 ? ROOM : LATER;
                      }));
      firstIsInLine.await();
      var second =
          threads.submit(
              () ->
                  line.decide(
                      agent,
                      LONG,
                      mayWait -> {
                        if (secondAsked.incrementAndGet() < 3) {
                          return LATER;
                        }
                        secondHasRoom.countDown();
                        return ROOM;
                      }));

      assertThat(second.get()).isEqualTo(ROOM);
      assertThat(first.get()).isEqualTo(ROOM);
    }
  }

  @Test
  void an_agent_that_is_too_busy_to_be_asked_is_asked_again() {
    var asked = new AtomicInteger();

    var result =
        line.decide(
            agent,
            LONG,
            mayWait -> {
              if (asked.incrementAndGet() < 3) {
                throw new Refusal.AgentBusy().exception();
              }
              return ROOM;
            });

    assertThat(result).isEqualTo(ROOM);
    assertThatThrownBy(() -> line.decide(agent, Patience.of(Duration.ZERO), mayWait -> busy()))
        .isInstanceOf(RefusedException.class);
  }

  private static ReserveResult busy() {
    throw new Refusal.AgentBusy().exception();
  }
}
