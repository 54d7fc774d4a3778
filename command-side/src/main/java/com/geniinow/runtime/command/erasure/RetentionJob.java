package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.erasure.DayTable.AgentDay;
import com.geniinow.runtime.command.erasure.RetentionRunTable.Run;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Conflicts;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.KeysUnavailableException;
import com.geniinow.runtime.platform.work.KeptState;
import com.geniinow.runtime.platform.work.TextOfBefore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Erases days that are older than their entities keep them, so many at a turn, and for so long: the
 * next turn begins with agents that had none. First a day's rows are emptied, then its key is
 * destroyed, by commands in its agent's line, where no hold can be set meanwhile; and what was kept
 * to start from goes. Each step is done again where its process died before it was counted, and
 * finds nothing then. An agent whose day fails rests, so that the others come in their turn.
 */
@Component
class RetentionJob implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);

  /** Days of agents at a turn of some seconds, so that those who work hardly notice. */
  private static final int BATCH = 500;

  /** Looks at a day at a turn, each with at most one command: some ten thousand tasks. */
  private static final int OF_A_DAY = 50;

  /** After this long a turn begins with no other day. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  /**
   * So long after its key was destroyed a day is looked at for the last time: nobody who read its
   * text before that still has a checkpoint of the past to keep.
   */
  static final Duration SETTLED = Duration.ofHours(1);

  /**
   * The days in their order, so that no other way is taken to look for the first than the index,
   * whatever day is asked for.
   */
  static final String WAITING =
      """
      (SELECT 1 FROM retentions UNION ALL SELECT 1 FROM retention_runs
        UNION ALL (SELECT 1 FROM sealing_keys.of_days
          WHERE destroyed_at IS NULL AND tasks_only AND day < CAST(? AS date)
          ORDER BY day LIMIT 1)) days\
      """;

  private final DayTable days;
  private final DayEraser eraser;
  private final RetentionRunTable runs;
  private final List<KeptState> kept;
  private final RetentionSettings settings;
  private final DataKeys keys;
  private final TextOfBefore before;
  private final AgentLine line;
  private final Now now;
  private final Counter erased;
  private final AtomicLong running = new AtomicLong();

  /** Of agents: a turn comes once a minute. */
  private final Pauses pauses = new Pauses(Duration.ofMinutes(2), Duration.ofHours(1));

  /** Of days, longer, so that the agent's others come first then; not of those that came back. */
  private final Pauses ofDays = new Pauses(Duration.ofMinutes(15), Duration.ofHours(6));

  private final Turns<Run> restoredOnes = new Turns<>(Run::agentId, BATCH);
  private final Turns<Run> begunOnes = new Turns<>(Run::agentId, BATCH);
  private final Turns<AgentDay> oldOnes = new Turns<>(AgentDay::agentId, BATCH);

  RetentionJob(
      DayTable days,
      DayEraser eraser,
      RetentionRunTable runs,
      ObjectProvider<KeptState> kept,
      RetentionSettings settings,
      DataKeys keys,
      TextOfBefore before,
      AgentLine line,
      Now now,
      MeterRegistry registry) {
    this.days = days;
    this.eraser = eraser;
    this.runs = runs;
    this.kept = kept.orderedStream().toList();
    this.settings = settings;
    this.keys = keys;
    this.before = before;
    this.line = line;
    this.now = now;
    this.erased =
        Counter.builder("genii.retention.days.erased")
            .description("Days of agents whose keys were destroyed because they are old")
            .register(registry);
    Gauge.builder("genii.retention.days.running", running, AtomicLong::doubleValue)
        .description("Days of agents that are being erased")
        .register(registry);
    settings.warning().ifPresent(log::warn);
    if (settings.days() != null && !keys.isOn()) {
      log.warn("GENII_RETENTION_DAYS is set without a master key: nothing is sealed, or erased");
    }
  }

  @Override
  public String name() {
    return "retention";
  }

  @Override
  public Duration every() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(Due.whileAny(WAITING, this::firstKept));
  }

  /** As PostgreSQL reads a date; before all others where nothing is erased by the setting. */
  private String firstKept() {
    var usual = settings.days();
    return usual == null ? "-infinity" : today().minusDays(usual).toString();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(now.get(), ZoneOffset.UTC);
  }

  @Override
  public void run() {
    var until = now.get().plus(LONGEST);
    BooleanSupplier isSpent = () -> !now.get().isBefore(until);
    runs.endOfErased();
    restoredOnes.take(
        others -> runs.restored(restingAnd(others), BATCH), isSpent, this::isErasedAgain);
    if (!keys.isOn()) {
      return;
    }
    goOn(isSpent);
    var begun =
        oldOnes.take(
            others -> days.due(today(), settings.days(), restingAnd(others), BATCH),
            isSpent,
            day -> !rests(day.agentId(), day.day()) && isErased(day));
    if (begun > 0) {
      goOn(isSpent);
      log.info(
          "{} days of agents were erased that are older than they are kept{}",
          begun,
          begun == BATCH || isSpent.getAsBoolean() ? "; there may be more" : "");
    }
    running.set(runs.count());
  }

  private Set<UUID> restingAnd(Set<UUID> others) {
    var all = new HashSet<>(resting());
    all.addAll(others);
    return all;
  }

  private Set<UUID> resting() {
    ofDays.resting(now.get()); // forgets those of long ago
    return pauses.resting(now.get());
  }

  private void goOn(BooleanSupplier isSpent) {
    begunOnes.take(
        others -> runs.due(now.get().minus(SETTLED), restingAnd(others), BATCH),
        isSpent,
        run -> !rests(run.agentId(), run.day()) && wentOn(run, isSpent));
  }

  private boolean rests(UUID agentId, LocalDate day) {
    return ofDays.rests(key(agentId, day), now.get());
  }

  private static UUID key(UUID agentId, LocalDate day) {
    return UUID.nameUUIDFromBytes((agentId + " " + day).getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the day is erased now but for its key, and wasn't before. */
  private boolean isErased(AgentDay day) {
    return isDone(day.agentId(), day.day(), () -> eraser.erase(day.agentId(), day.day(), OF_A_DAY));
  }

  private boolean isErasedAgain(Run run) {
    return isDone(
        run.agentId(), run.day(), () -> eraser.eraseAgain(run.agentId(), run.day(), OF_A_DAY));
  }

  private boolean wentOn(Run run, BooleanSupplier isSpent) {
    return isDone(
        run.agentId(),
        run.day(),
        () -> {
          if (run.step() == 1) {
            destroy(run, isSpent);
          } else {
            forget(run);
            runs.end(run.agentId(), run.day());
          }
          return true;
        });
  }

  /** One that fails must not keep the others waiting; it comes again once it has rested. */
  private boolean isDone(UUID agentId, LocalDate day, BooleanSupplier work) {
    if (pauses.rests(agentId, now.get())) {
      return false;
    }
    try {
      var done = work.getAsBoolean();
      pauses.wentOn(agentId);
      ofDays.wentOn(key(agentId, day));
      return done;
    } catch (RuntimeException e) {
      pauses.failed(agentId, now.get());
      if (concernsAll(e)) {
        throw e;
      }
      ofDays.failed(key(agentId, day), now.get());
      log.warn("a day of an agent can't be erased yet: {} {}", agentId, day, e);
      return false;
    }
  }

  /**
   * Without keys, or a connection, nobody's days can be erased. A statement that took too long is
   * no such thing: it may be that agent's alone.
   */
  private static boolean concernsAll(RuntimeException e) {
    return Conflicts.find(e, KeysUnavailableException.class) != null
        || Conflicts.find(e, CannotCreateTransactionException.class) != null
        || Conflicts.find(e, CannotGetJdbcConnectionException.class) != null;
  }

  /**
   * What is kept goes before, too: what holds more than its events say would be called wrong. So
   * does what entries of before say. Whoever set a hold was told that nothing more is erased: it is
   * looked for before each batch, and asked for once more by the command that destroys the key.
   * What a turn has no time for is left to the next one.
   */
  private void destroy(Run run, BooleanSupplier isSpent) {
    forget(run);
    int redacted;
    do {
      if (!runs.mayGoOn(run.agentId(), run.day())) {
        return;
      }
      redacted = before.redactSome(run.agentId(), run.day());
    } while (redacted > 0 && !isSpent.getAsBoolean());
    if (redacted > 0) {
      return;
    }
    if (line.send(new DestroyDay(run.agentId(), run.day(), now.get()))) {
      forget(run);
      erased.increment();
    }
  }

  private void forget(Run run) {
    kept.forEach(state -> state.forgetDay(run.agentId(), run.day()));
    runs.emptyAlerts(run.agentId(), run.day());
  }
}
