package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.KeysUnavailableException;
import com.geniinow.runtime.platform.setting.Bounds;
import com.geniinow.runtime.platform.work.TextOfBefore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Seals what was stored before there was a master key, so many events a second: a turn each second,
 * in batches, one agent after the other. What is left stands in the events themselves, so that it
 * goes on wherever a process died, and beside another one. How many are left shows {@code
 * genii.sealing.remaining} in the process that is at it, and its log.
 */
@Component
class SealingJob implements RecurringJob {
  /**
   * Between two counts of all that is left, and between two looks from the first agent on at least.
   */
  static final Duration COUNT_EVERY = Duration.ofMinutes(1);

  /** So long an agent is left alone one of whose events can't be sealed. */
  static final Duration REST = Duration.ofMinutes(10);

  /** The same of one whose keys can't be had, which may be its own alone, or everybody's. */
  static final Duration KEYLESS = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(SealingJob.class);
  private static final UUID FIRST = new UUID(0, 0);
  private static final int MOST = 10_000;

  private final TextOfBefore text;
  private final DataKeys keys;
  private final Now now;
  private final int perSecond;
  private final AtomicLong remaining = new AtomicLong();
  private final Map<UUID, Instant> resting = new ConcurrentHashMap<>();
  private volatile @Nullable Instant counted;
  private volatile @Nullable Instant begun;
  private volatile UUID passed = FIRST;

  /** Whether agents are looked at behind those that are passed: then not from the first one on. */
  private volatile boolean underWay;

  /**
   * @param perSecond events at most, to the next batch; 0 for none at all
   */
  SealingJob(
      TextOfBefore text,
      DataKeys keys,
      Now now,
      MeterRegistry meters,
      @Value("${genii.sealing.events-per-second:500}") int perSecond) {
    Bounds.whole("GENII_SEAL_EVENTS_PER_SECOND", perSecond, 0, MOST);
    this.text = text;
    this.keys = keys;
    this.now = now;
    this.perSecond = perSecond;
    Gauge.builder("genii.sealing.remaining", remaining, AtomicLong::doubleValue)
        .description("Events of before that are still to be sealed")
        .register(meters);
    FunctionCounter.builder("genii.sealing.unreadable", text, TextOfBefore::unreadable)
        .description("Events of before that can't be read and were sealed all the same")
        .register(meters);
  }

  @Override
  public String name() {
    return "sealing-of-before";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  /**
   * In the order of the index, so that no other way is taken to look for the first; behind the
   * agents that are sealed, whose entries are in the index until it is vacuumed.
   */
  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byDatabase(
            "SELECT to_timestamp(0) FROM (SELECT agent_id FROM domain_event_entry"
                + " WHERE CAST(? AS boolean) AND agent_id > CAST(? AS uuid) AND "
                + TextOfBefore.CLEAR
                + " ORDER BY agent_id, global_index LIMIT 1) c",
            this::isOn,
            this::from));
  }

  /**
   * Up to whom agents are passed over: once a minute nobody, since there may be some again. But
   * first all others have their turn, or those behind many that fail would never have one. Where no
   * turn came for a minute there are none behind.
   */
  private UUID from() {
    var at = now.get();
    var last = begun;
    if (last == null || !at.isBefore(last.plus(COUNT_EVERY))) {
      begun = at;
      passed = underWay ? passed : FIRST;
      underWay = false;
    }
    return passed;
  }

  private boolean isOn() {
    return perSecond > 0 && keys.isOn();
  }

  @Override
  public void run() {
    if (isOn()) {
      seal(perSecond);
    }
  }

  /**
   * Seals so many events, to the next batch, or all that there are.
   *
   * @return how many it were
   */
  long seal(long most) {
    count();
    long sealed = 0;
    var agent = text.next(from());
    underWay = agent.isPresent();
    while (agent.isPresent() && mayGoOn(sealed, most)) {
      sealed += sealOf(agent.get(), most - sealed);
      if (mayGoOn(sealed, most)) {
        passed = agent.get();
        agent = text.next(passed);
      }
    }
    var left = remaining.addAndGet(-sealed);
    if (agent.isEmpty()) {
      underWay = false;
      resting.keySet().removeIf(id -> !text.isClear(id)); // an erasure may have sealed them
    }
    if (agent.isEmpty() && resting.isEmpty()) {
      remaining.set(0);
      if (sealed > 0) {
        log.info("no event of before is left to be sealed");
      }
    } else if (left < 0) {
      counted = null;
    }
    return sealed;
  }

  private static boolean mayGoOn(long sealed, long most) {
    return sealed < most && !Thread.currentThread().isInterrupted();
  }

  /** One agent that fails must not keep the others waiting. */
  private long sealOf(UUID agent, long most) {
    var until = resting.get(agent);
    if (until != null && now.get().isBefore(until)) {
      return 0;
    }
    resting.remove(agent);
    long sealed = 0;
    try {
      var some = text.sealSome(agent);
      while (some > 0) {
        sealed += some;
        some = mayGoOn(sealed, most) ? text.sealSome(agent) : 0;
      }
    } catch (KeysUnavailableException e) {
      // Nobody's can be sealed now, or only this one's, whose master key isn't configured.
      resting.put(agent, now.get().plus(KEYLESS));
      throw e;
    } catch (RuntimeException e) {
      resting.put(agent, now.get().plus(REST));
      log.warn("events of before of agent {} can't be sealed yet", agent, e);
    }
    return sealed;
  }

  private void count() {
    var at = now.get();
    var last = counted;
    if (last == null || !at.isBefore(last.plus(COUNT_EVERY))) {
      counted = at;
      remaining.set(text.left());
      if (remaining.get() > 0) {
        log.info("{} events of before are left to be sealed", remaining.get());
      }
    }
  }
}
