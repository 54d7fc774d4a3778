package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.call.EndCall;
import com.geniinow.runtime.command.line.AgentLine;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Charges calls that have ended, once each, however long that takes. */
@Component
class Settlements {
  private static final Logger log = LoggerFactory.getLogger(Settlements.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** If the process ends before, its calls are swept. */
  private static final int TRIES = 24 * 60 * 60;

  private final AgentLine line;

  Settlements(AgentLine line) {
    this.line = line;
  }

  /** What a call costs; null where it can't be charged now, and is later. */
  @Nullable BigDecimal settle(EndCall end) {
    try {
      return line.send(end).costUsd();
    } catch (RuntimeException e) {
      log.warn("call {} can't be settled now: {}", end.callId(), e.getMessage());
      later(end);
      return null;
    }
  }

  /** Charges a call as soon as that can be done; the client doesn't wait for it. */
  void later(EndCall end) {
    Thread.ofVirtual().name("late-settlement").start(() -> tryAgain(end));
  }

  private void tryAgain(EndCall end) {
    for (var n = 0; n < TRIES; n++) {
      LockSupport.parkNanos(PAUSE.toNanos());
      try {
        line.send(end);
        return;
      } catch (RuntimeException e) {
        log.debug("call {} can't be settled yet", end.callId(), e);
      }
    }
    log.error("call {} was never settled", end.callId());
  }
}
