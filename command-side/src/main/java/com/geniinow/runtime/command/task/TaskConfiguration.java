package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.RetryPolicy;
import com.geniinow.runtime.command.brake.TaskTypes;
import com.geniinow.runtime.command.tasktype.RegisteredTypes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Hands the rules their settings. */
@Configuration(proxyBeanMethods = false)
class TaskConfiguration {
  @Bean
  TaskTypes taskTypes(TaskSettings settings, RegisteredTypes registered) {
    return type -> settings.knows(type) || registered.find(type).isPresent();
  }

  @Bean
  RetryPolicy retryPolicy(TaskSettings settings) {
    return settings.retries();
  }
}
