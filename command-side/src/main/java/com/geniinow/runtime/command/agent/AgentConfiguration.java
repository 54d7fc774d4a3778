package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.store.AggregateRepositories;
import org.axonframework.modelling.command.Repository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where Agents are loaded from; the aggregate names the bean. */
@Configuration(proxyBeanMethods = false)
class AgentConfiguration {
  @Bean
  Repository<Agent> agentRepository(AggregateRepositories repositories) {
    return repositories.of(Agent.class);
  }
}
