package com.geniinow.runtime.command.background;

import com.geniinow.runtime.command.store.EventReading;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Looks out for work, so that whoever does it need not: once a second, at once when something
 * becomes due that was seen before, and when this process itself plans something sooner. What it
 * sees it tells the scheduler, the jobs of this process and the streaming processors.
 */
@Component
class Lookout extends AbstractSchedulerListener implements SmartLifecycle {
  /** A job runs this often though nothing says that it has something to do. */
  static final Duration REGARDLESS = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(Lookout.class);
  private static final Duration LAST_LOOK = Duration.ofSeconds(2);
  private static final Duration PAUSE_OF_DEADLINES = Duration.ofMillis(100);

  private final List<RecurringJob> jobs;
  private final List<ProcessJob> own;
  private final ProcessJobs runner;
  private final Scheduler scheduler;
  private final ScheduledWork work;
  private final ScheduledTasksTable table;
  private final TokenClaims claims;
  private final EventReading events;
  private final DataSource system;
  private final Clock clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition sooner = lock.newCondition();
  private long next = System.nanoTime();
  private volatile boolean running;
  private @Nullable Thread thread;

  Lookout(
      List<RecurringJob> jobs,
      List<ProcessJob> own,
      ProcessJobs runner,
      Scheduler scheduler,
      ScheduledWork work,
      ScheduledTasksTable table,
      TokenClaims claims,
      @Qualifier(StoreConfiguration.SYSTEM) EventReading events,
      @Qualifier(StoreConfiguration.SYSTEM) DataSource system,
      Clock clock) {
    this.jobs = jobs;
    this.own = own;
    this.runner = runner;
    this.scheduler = scheduler;
    this.work = work;
    this.table = table;
    this.claims = claims;
    this.events = events;
    this.system = system;
    this.clock = clock;
  }

  private List<Watch> watches() {
    List<Watch> watches = new ArrayList<>();
    watches.add(deadlines());
    watches.add(claims.watch());
    watches.add(unread());
    watches.add(reminder());
    for (var job : jobs) {
      job.due()
          .ifPresent(due -> watches.add(new Watch(job.name(), due, job.every(), () -> wake(job))));
    }
    for (var job : own) {
      var name = job.getClass().getSimpleName();
      job.due()
          .ifPresent(
              due -> watches.add(new Watch(name, due, job.every(), () -> runner.runNow(job))));
    }
    return watches;
  }

  /** Everything that the scheduler of this process can run; others' tasks are left to them. */
  private Watch deadlines() {
    var due =
        Due.byProcess(
            """
            SELECT execution_time FROM scheduled_tasks
            WHERE NOT picked AND task_name = ANY (?) ORDER BY execution_time LIMIT 1""",
            work::names);
    return new Watch("scheduler", due, PAUSE_OF_DEADLINES, scheduler::triggerCheckForDueExecutions);
  }

  /** Events of other processes; this one's commits are heard of at once. */
  private Watch unread() {
    var due =
        Due.byDatabase(
            """
            SELECT to_timestamp(0)
            WHERE ? OR EXISTS (SELECT FROM domain_event_entry WHERE global_index > ?)""",
            events::hasGaps,
            events::last);
    return new Watch("events", due, Looks.LONGEST, events::expect);
  }

  /** Processors renew their claims when they are called: often enough, and from memory. */
  private Watch reminder() {
    var always = Due.byDatabase("SELECT to_timestamp(0)");
    return new Watch("processors", always, Looks.LONGEST, events::remind);
  }

  private void wake(RecurringJob job) {
    if (table.bringForward(job.name(), job.every(), clock.instant())) {
      scheduler.triggerCheckForDueExecutions();
    }
  }

  /** Something was planned: to be seen when it is due, once it is committed. */
  @Override
  public void onExecutionScheduled(TaskInstanceId task, Instant at) {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              lookAt(at);
            }
          });
    } else {
      lookAt(at);
    }
  }

  private void lookAt(Instant at) {
    var wait = Duration.between(clock.instant(), at);
    if (wait.compareTo(Looks.LONGEST) < 0) {
      lookWithin(wait.isNegative() ? Duration.ZERO : wait);
    }
  }

  /** The next look comes after no more than this. */
  void lookWithin(Duration wait) {
    long at = System.nanoTime() + wait.toNanos();
    lock.lock();
    try {
      if (at - next < 0) {
        next = at;
        sooner.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void start() {
    running = true;
    scheduler.registerSchedulerListener(this);
    var watches = watches();
    thread = Thread.ofPlatform().name("lookout").daemon().start(() -> run(watches));
  }

  private void run(List<Watch> watches) {
    try (var database = new HeldConnection(system)) {
      run(new Looks(watches, database, clock, System::nanoTime));
    }
  }

  private void run(Looks looks) {
    while (running) {
      lock.lock();
      try {
        for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
          sooner.await(left, TimeUnit.NANOSECONDS);
        }
        next = System.nanoTime() + Looks.LONGEST.toNanos();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        lock.unlock();
      }
      try {
        lookWithin(looks.look());
      } catch (RuntimeException e) {
        log.warn("a look for work failed; the next one comes", e);
      }
    }
  }

  @Override
  public void stop() {
    running = false;
    lookWithin(Duration.ZERO);
    try {
      if (thread != null) {
        thread.join(LAST_LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Between the tests of one JVM it goes on, as the scheduler does. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
