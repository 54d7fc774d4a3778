package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.erasure.RetentionRunTable.Run;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.platform.problem.Outages;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.work.KeptState;
import com.geniinow.runtime.platform.work.TextOfBefore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Erases days that are older than their entities keep them, so many at a turn. First a day's rows
 * are emptied, then its key is destroyed, each by a command in its agent's line, where no hold can
 * be set meanwhile; and what was kept to start from goes. Each step is done again where its process
 * died before it was counted, and finds nothing then.
 */
@Component
class RetentionJob implements RecurringJob {
  private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);

  /** Days of agents at a turn of some seconds, so that those who work hardly notice. */
  private static final int BATCH = 500;

  /**
   * So long after its key was destroyed a day is looked at for the last time: nobody who read its
   * text before that still has a checkpoint of the past to keep.
   */
  static final Duration SETTLED = Duration.ofHours(1);

  private static final String WAITING =
      """
      (SELECT 1 FROM retentions UNION ALL SELECT 1 FROM retention_runs
        UNION ALL SELECT 1 FROM sealing_keys.of_days
        WHERE destroyed_at IS NULL AND tasks_only AND day < CAST(? AS date)) days\
      """;

  private final DayTable days;
  private final RetentionRunTable runs;
  private final List<KeptState> kept;
  private final RetentionSettings settings;
  private final DataKeys keys;
  private final TextOfBefore before;
  private final AgentLine line;
  private final Now now;
  private final Counter erased;
  private final AtomicLong running = new AtomicLong();

  RetentionJob(
      DayTable days,
      RetentionRunTable runs,
      ObjectProvider<KeptState> kept,
      RetentionSettings settings,
      DataKeys keys,
      TextOfBefore before,
      AgentLine line,
      Now now,
      MeterRegistry registry) {
    this.days = days;
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
    if (!keys.isOn()) {
      return;
    }
    runs.due(now.get().minus(SETTLED), BATCH).forEach(this::goOn);
    var old = days.due(today(), settings.days(), BATCH);
    long begun = old.stream().filter(this::isBegun).count();
    if (begun > 0) {
      runs.due(now.get().minus(SETTLED), BATCH).forEach(this::goOn);
      log.info(
          "{} days of agents were erased that are older than they are kept{}",
          begun,
          old.size() == BATCH ? "; there are more" : "");
    }
    running.set(runs.count());
  }

  /** One that fails must not keep the others waiting; it comes again at the next turn. */
  private boolean isBegun(DayTable.AgentDay day) {
    try {
      return line.send(new EraseDay(day.agentId(), day.day(), now.get()));
    } catch (RuntimeException e) {
      passOver(day.agentId() + " " + day.day(), e);
      return false;
    }
  }

  private void goOn(Run run) {
    try {
      switch (run.step()) {
        case 0 -> line.send(new EraseDay(run.agentId(), run.day(), now.get()));
        case 1 -> destroy(run);
        default -> {
          forget(run);
          runs.end(run.agentId(), run.day());
        }
      }
    } catch (RuntimeException e) {
      passOver(run.agentId() + " " + run.day(), e);
    }
  }

  /**
   * What is kept goes before, too: what holds more than its events say would be called wrong. So
   * does what entries of before say. Whoever set a hold was told that nothing more is erased: it is
   * looked for before each batch, and asked for once more by the command that destroys the key.
   */
  private void destroy(Run run) {
    forget(run);
    int redacted;
    do {
      if (!runs.mayGoOn(run.agentId(), run.day())) {
        return;
      }
      redacted = before.redactSome(run.agentId(), run.day());
    } while (redacted > 0);
    if (line.send(new DestroyDay(run.agentId(), run.day(), now.get()))) {
      forget(run);
      erased.increment();
    }
  }

  private void forget(Run run) {
    kept.forEach(state -> state.forgetDay(run.agentId(), run.day()));
    runs.emptyAlerts(run.agentId(), run.day());
  }

  private static void passOver(String which, RuntimeException e) {
    // An agent that is too busy is no outage: it alone waits.
    if (Outages.isOutage(e) && !(e instanceof RefusedException)) {
      throw e;
    }
    log.warn("a day of an agent can't be erased yet: {}", which, e);
  }
}
