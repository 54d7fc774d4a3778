package com.geniinow.runtime.command.tasktype;

import com.geniinow.runtime.command.store.AggregateRepositories;
import org.axonframework.modelling.command.Repository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the book of types is loaded from; the aggregate names the bean. */
@Configuration(proxyBeanMethods = false)
class TaskTypeConfiguration {
  @Bean
  Repository<TaskTypeBook> taskTypeBookRepository(AggregateRepositories repositories) {
    return repositories.of(TaskTypeBook.class);
  }
}
