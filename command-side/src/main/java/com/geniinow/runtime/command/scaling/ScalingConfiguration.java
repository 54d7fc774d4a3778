package com.geniinow.runtime.command.scaling;

import com.geniinow.runtime.autoscaler.Autoscaler;
import com.geniinow.runtime.autoscaler.CloudRunPool;
import com.geniinow.runtime.autoscaler.GoogleTokens;
import com.geniinow.runtime.autoscaler.History;
import com.geniinow.runtime.autoscaler.ScalingPolicy;
import com.geniinow.runtime.autoscaler.WorkerPool;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.command.task.TaskSettings;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Only where a worker pool is named: locally processes are scaled by who started them. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("!'${genii.autoscale.worker-pool:}'.isBlank()")
class ScalingConfiguration {
  @Bean
  @ConditionalOnMissingBean
  WorkerPool workerPool(AutoscaleSettings settings) {
    return new CloudRunPool(
        settings.address(), settings.workerPool(), GoogleTokens.ofThisProcess());
  }

  /**
   * Each look is one process's, whichever gets to it; what was wanted before is in the task's row,
   * so that the fleet has one memory. A look that fails leaves the pool alone.
   */
  @Bean
  RecurringTask<History> autoscaleTask(
      AutoscaleSettings settings,
      TaskSettings tasks,
      WorkerPool pool,
      @Qualifier(StoreConfiguration.SYSTEM) DataSource system,
      Clock clock) {
    var load = new DatabaseLoad(system::getConnection, tasks.agentConcurrency());
    var autoscaler = new Autoscaler(new ScalingPolicy(settings.scaling()), load, pool, clock);
    return Tasks.recurring("autoscale", FixedDelay.of(settings.every()), History.class)
        .initialData(History.NONE)
        .executeStateful((task, context) -> autoscaler.look(task.getData()).history());
  }
}
