package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.erasure.RestoredTable.Restored;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.platform.setting.StartRefusedException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Erases anew, before this process answers anybody, who was erased after the backup was made that
 * the database was restored from. A start waits until their rows are empty of text, also where a
 * turn fails for a while; the job does the rest while the readiness probe says that the process
 * isn't ready.
 */
@Component
class ErasedAgain implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ErasedAgain.class);

  /** Who asks for it, as its ledger entries say. */
  static final String BY = "runtime";

  /** So long nothing may come further before a start is given up. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** After a turn in which nothing came further. */
  private static final Duration REST = Duration.ofSeconds(1);

  private static final ErasedCounts UNCOUNTED = new ErasedCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * Once whoever listens to commands is there (3,072), and before the server of requests (2,048).
   */
  private static final int BEFORE_REQUESTS = DEFAULT_PHASE - 2_560;

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
    begin();
    empty(ErasedAgain::rest);
    running = true;
  }

  /**
   * Empties their rows, whoever else is being erased. What fails is tried again until nothing has
   * come further for {@link #PATIENCE}.
   *
   * @param rest waits a moment
   * @throws StartRefusedException when some aren't empty then
   */
  void empty(Runnable rest) {
    var left = restored.all();
    var until = now.get().plus(PATIENCE);
    while (!left.isEmpty() && now.get().isBefore(until)) {
      var agents = left.stream().map(Restored::agentId).collect(Collectors.toSet());
      if (job.goOn(agents::contains)) {
        until = now.get().plus(PATIENCE);
      } else {
        rest.run();
      }
      left = restored.all();
    }
    mustBeEmpty(left);
  }

  private static void rest() {
    try {
      Thread.sleep(REST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartRefusedException("interrupted while agents were erased again", e);
    }
  }

  private static void mustBeEmpty(List<Restored> left) {
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
    var reason = "erased on %s, and restored from a backup from before that".formatted(day);
    var counted = counted(agent.agentId());
    try {
      line.send(
          new EraseAgain(
              agent.agentId(),
              ids.get(),
              counted.orElse(UNCOUNTED),
              counted.isPresent() ? reason : reason + "; what there was was not counted",
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

  /** That it would take too long must not keep a system away. */
  private Optional<ErasedCounts> counted(UUID agentId) {
    try {
      return Optional.of(rows.countSoon(agentId));
    } catch (DataAccessException e) {
      log.warn("agent {} is erased again without being counted", agentId, e);
      return Optional.empty();
    }
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
