package com.geniinow.runtime.command.webhook;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.ProcessJob;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.platform.problem.Outages;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what webhooks have to be told: takes lanes that are due, each for a while, and works at
 * each on a virtual thread of its own. Processes share the lanes by their leases. So many of one
 * webhook at once and no more, so that one that is slow keeps no place that others need.
 */
final class Deliveries implements ProcessJob, AutoCloseable {
  /** Lanes of one webhook at once. */
  static final int PER_WEBHOOK = 4;

  /** Lanes of all webhooks at once. */
  static final int MOST = 1_024;

  /** Beside its call a lane has to be noted and given back. */
  private static final Duration SPARE = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

  private final WebhookLaneTable lanes;
  private final LaneRun run;
  private final DeliverySettings settings;
  private final Now now;
  private final Map<UUID, Integer> busy = new HashMap<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());
  private int all;
  private boolean taking;
  private boolean again;
  private volatile boolean ending;

  Deliveries(WebhookLaneTable lanes, LaneRun run, DeliverySettings settings, Now now) {
    this.lanes = lanes;
    this.run = run;
    this.settings = settings;
    this.now = now;
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.byProcess(
            """
            SELECT next_at FROM webhook_lanes
            WHERE next_at IS NOT NULL
              AND (leased_until IS NULL OR leased_until <= clock_timestamp())
            ORDER BY next_at LIMIT 1"""));
  }

  @Override
  public void run() {
    expect();
  }

  /** There is something to deliver: it is taken at once, as far as there is room. */
  void expect() {
    synchronized (this) {
      if (taking) {
        again = true;
        return;
      }
      taking = true;
    }
    try {
      threads.execute(this::takeAll);
    } catch (RejectedExecutionException e) {
      log.debug("nothing is delivered any more: this process ends", e);
    }
  }

  private void takeAll() {
    var more = true;
    while (more) {
      take();
      synchronized (this) {
        more = again;
        again = false;
        taking = more;
      }
    }
  }

  private void take() {
    try {
      int room;
      Map<UUID, Integer> have;
      synchronized (this) {
        room = MOST - all;
        have = Map.copyOf(busy);
      }
      if (room > 0 && !ending) {
        lanes.take(now.get(), have, PER_WEBHOOK, room).forEach(this::begin);
      }
    } catch (RuntimeException e) {
      if (Outages.isOutage(e)) {
        log.debug("webhooks wait while PostgreSQL is unavailable", e);
      } else {
        log.warn("what webhooks have to be told can't be read; it is tried again", e);
      }
    }
  }

  private void begin(Lane lane) {
    synchronized (this) {
      all++;
      busy.merge(lane.webhookId(), 1, Integer::sum);
    }
    try {
      threads.execute(() -> runOf(lane));
    } catch (RejectedExecutionException e) {
      lanes.giveBack(lane, now.get());
      log.debug("a lane that was taken is given back: this process ends", e);
    }
  }

  private void runOf(Lane lane) {
    try {
      run.run(lane, () -> ending);
    } catch (RuntimeException e) {
      if (Outages.isOutage(e)) {
        log.debug("a webhook's events wait while something is unavailable", e);
        rest(lane);
      } else {
        log.warn("a webhook's events wait: {}", lane.webhookId(), e);
        failed(lane);
      }
    } finally {
      ended(lane);
    }
  }

  /** No try of its receiver's, which wasn't called: it begins again where it was. */
  private void rest(Lane lane) {
    try {
      lanes.rest(lane, now.get().plus(every()));
    } catch (RuntimeException e) {
      log.debug("its lease runs out, and it is taken again", e);
    }
  }

  /** What nobody foresaw counts as a try, or it would hold its lane for all of each lease. */
  private void failed(Lane lane) {
    try {
      var at = now.get();
      lanes.failed(lane, at, at.plus(settings.pause(lane.tries() + 1)));
    } catch (RuntimeException e) {
      log.debug("its lease runs out, and it is taken again", e);
    }
  }

  private void ended(Lane lane) {
    synchronized (this) {
      all--;
      busy.computeIfPresent(lane.webhookId(), (id, n) -> n == 1 ? null : n - 1);
    }
    expect();
  }

  /** Calls that are under way end first, each in its time, and none is begun any more. */
  @Override
  public void close() {
    ending = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(settings.timeout().plus(SPARE).toMillis(), MILLISECONDS)) {
        threads.shutdownNow(); // the leases run out
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
