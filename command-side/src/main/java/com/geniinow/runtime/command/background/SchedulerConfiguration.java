package com.geniinow.runtime.command.background;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
  /** How late a deadline may be noticed. */
  private static final Duration POLLING = Duration.ofMillis(100);

  private static final int THREADS = 6;

  @Bean
  Task<DbSchedulerHumanReadableDeadlineDetails> deadlineTask(
      ObjectProvider<DbSchedulerDeadlineManager> deadlines) {
    return DbSchedulerDeadlineManager.humanReadableTask(deadlines::getObject);
  }

  @Bean(destroyMethod = "stop")
  Scheduler scheduler(
      @Qualifier(StoreConfiguration.SYSTEM) DataSource system,
      Task<DbSchedulerHumanReadableDeadlineDetails> deadlineTask,
      List<RecurringJob> jobs,
      Clock clock) {
    return Scheduler.create(new TransactionAwareDataSourceProxy(system), deadlineTask)
        .startTasks(jobs.stream().map(SchedulerConfiguration::recurring).toList())
        .clock(clock::instant)
        .threads(THREADS)
        .pollingInterval(POLLING)
        .heartbeatInterval(Duration.ofSeconds(5))
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
    };
  }

  private static RecurringTask<Void> recurring(RecurringJob job) {
    return Tasks.recurring(job.name(), FixedDelay.of(job.every()))
        .execute((instance, context) -> job.run());
  }
}
