package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.store.AggregateRepositories;
import org.axonframework.modelling.command.Repository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where budgets are loaded from. */
@Configuration(proxyBeanMethods = false)
class BudgetConfiguration {
  /** The aggregate names the bean. */
  @Bean
  Repository<Budget> budgetRepository(AggregateRepositories repositories) {
    return repositories.of(Budget.class);
  }
}
