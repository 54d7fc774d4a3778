package com.geniinow.runtime.command.background;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.platform.work.Chore;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurationScopeAwareProvider;
import org.axonframework.deadline.DeadlineManager;
import org.axonframework.deadline.dbscheduler.DbSchedulerDeadlineManager;
import org.axonframework.deadline.dbscheduler.DbSchedulerHumanReadableDeadlineDetails;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * Durable deadlines and recurring jobs in PostgreSQL: a deadline is set in the saga's own
 * transaction and survives every process.
 */
@Configuration(proxyBeanMethods = false)
class SchedulerConfiguration {
  /** How late is noticed what the {@link Lookout} could not see. */
  private static final Duration POLLING = Duration.ofSeconds(10);

  /** Threads for deadlines, beside one for each job, so that no slow job holds up a retry. */
  private static final int DEADLINE_THREADS = 4;

  /** A deadline whose transaction failed; db-scheduler's default is five minutes. */
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  /** A killed process's deadlines and jobs are taken over after four missed heartbeats. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  @Bean
  Task<DbSchedulerHumanReadableDeadlineDetails> deadlineTask(
      ObjectProvider<DbSchedulerDeadlineManager> deadlines) {
    var axons =
        (OneTimeTask<DbSchedulerHumanReadableDeadlineDetails>)
            DbSchedulerDeadlineManager.humanReadableTask(deadlines::getObject);
    return Tasks.oneTime(axons.getName(), axons.getDataClass())
        .onFailure(new FailureHandler.OnFailureRetryLater<>(TRY_AGAIN))
        .execute(axons::executeOnce);
  }

  @Bean
  ScheduledWork scheduledWork(
      Task<DbSchedulerHumanReadableDeadlineDetails> deadlineTask,
      List<RecurringJob> jobs,
      ObjectProvider<Chore> chores,
      ObjectProvider<RecurringTask<?>> remembering) {
    return new ScheduledWork(
        deadlineTask,
        Stream.of(
                jobs.stream()
                    .map(job -> new Chore(job.name(), pause(job), job::run))
                    .map(SchedulerConfiguration::recurring),
                chores.orderedStream().map(SchedulerConfiguration::recurring),
                remembering.stream())
            .<RecurringTask<?>>flatMap(tasks -> tasks)
            .toList());
  }

  /** Those that are looked out for run by themselves only now and then. */
  private static Duration pause(RecurringJob job) {
    var rarely = job.due().isPresent() && job.every().compareTo(Lookout.REGARDLESS) < 0;
    return rarely ? Lookout.REGARDLESS : job.every();
  }

  @Bean(destroyMethod = "stop")
  Scheduler scheduler(
      @Qualifier(StoreConfiguration.SYSTEM) DataSource system, ScheduledWork work, Clock clock) {
    return Scheduler.create(new TransactionAwareDataSourceProxy(system), work.deadlines())
        .startTasks(work.recurring())
        .clock(clock::instant)
        .threads(DEADLINE_THREADS + work.recurring().size())
        .pollingInterval(POLLING)
        .heartbeatInterval(HEARTBEAT)
        .missedHeartbeatsLimit(4)
        .shutdownMaxWait(Duration.ofSeconds(10))
        .serializer(new JacksonSerializer())
        .build();
  }

  @Bean
  DeadlineManager deadlineManager(
      Scheduler scheduler,
      org.axonframework.config.Configuration configuration,
      Serializer serializer,
      @Qualifier(StoreConfiguration.SYSTEM) TransactionManager transactions) {
    return DbSchedulerDeadlineManager.builder()
        .scheduler(scheduler)
        .scopeAwareProvider(new ConfigurationScopeAwareProvider(configuration))
        .serializer(serializer)
        .transactionManager(transactions)
        .useBinaryPojo(false)
        .startScheduler(false)
        .stopScheduler(false)
        .build();
  }

  /** Starts the scheduler when everything it calls is there, and stops it first. */
  @Bean
  SmartLifecycle schedulerLifecycle(Scheduler scheduler) {
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        scheduler.start();
        running = true;
      }

      @Override
      public void stop() {
        running = false;
        scheduler.stop();
      }

      @Override
      public boolean isRunning() {
        return running;
      }

      /** A db-scheduler that was stopped can't be started again. */
      @Override
      public boolean isPauseable() {
        return false;
      }
    };
  }

  private static RecurringTask<Void> recurring(Chore chore) {
    return Tasks.recurring(chore.name(), FixedDelay.of(chore.every()))
        .execute((instance, context) -> chore.work().run());
  }
}
