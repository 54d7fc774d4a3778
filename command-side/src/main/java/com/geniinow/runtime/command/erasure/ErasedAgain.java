package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.erasure.RestoredTable.Restored;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.setting.StartRefusedException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Erases anew, before this process answers anybody, who was erased after the backup was made that
 * the database was restored from. A start waits until their rows are empty of text; what else there
 * is goes as far as it can be done now, and the job does the rest while the readiness probe says
 * that the process isn't ready.
 */
@Component
class ErasedAgain implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ErasedAgain.class);

  /** Who asks for it, as its ledger entries say. */
  static final String BY = "runtime";

  /** Once whoever listens to commands is there, and before the server of requests is. */
  private static final int BEFORE_REQUESTS = DEFAULT_PHASE - 4_096;

  private final RestoredTable restored;
  private final ErasedTable rows;
  private final ErasureJob job;
  private final AgentLine line;
  private final Now now;
  private final Supplier<UUID> ids;
  private volatile boolean running;

  ErasedAgain(
      RestoredTable restored,
      ErasedTable rows,
      ErasureJob job,
      AgentLine line,
      Now now,
      Supplier<UUID> ids) {
    this.restored = restored;
    this.rows = rows;
    this.job = job;
    this.line = line;
    this.now = now;
    this.ids = ids;
  }

  /**
   * @throws StartRefusedException when one can't be begun, or its rows can't be emptied: its text
   *     would be shown
   */
  @Override
  public void start() {
    var more = begin() > 0;
    while (more) {
      more = job.goOn();
    }
    mustBeEmpty();
    running = true;
  }

  private void mustBeEmpty() {
    var left = restored.all();
    if (!left.isEmpty()) {
      throw new StartRefusedException(
          ("%d agents were erased, a backup from before that was restored, and their rows can't be"
                  + " emptied again, %s first: see the log; the next start goes on")
              .formatted(left.size(), left.getFirst().agentId()));
    }
  }

  /**
   * Begins with all of them.
   *
   * @return how many they are
   */
  int begin() {
    var all = restored.all();
    all.forEach(this::begin);
    return all.size();
  }

  private void begin(Restored agent) {
    var day = LocalDate.ofInstant(agent.goneAt(), ZoneOffset.UTC);
    try {
      line.send(
          new EraseAgain(
              agent.agentId(),
              ids.get(),
              rows.count(agent.agentId()),
              "erased on %s, and restored from a backup from before that".formatted(day),
              BY,
              now.get()));
    } catch (RuntimeException e) {
      throw new StartRefusedException(
          ("Agent %s was erased on %s; a backup from before that was restored, and it can't be"
                  + " erased again: see the log")
              .formatted(agent.agentId(), day),
          e);
    }
    log.warn("agent {}, erased on {}, came back with a backup: erased again", agent.agentId(), day);
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return BEFORE_REQUESTS;
  }

  /** Between the tests of one JVM it goes on. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
