package com.geniinow.runtime.command.key;

import com.geniinow.runtime.command.store.AggregateRepositories;
import org.axonframework.modelling.command.Repository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the access list is loaded from; the aggregate names the bean. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
  @Bean
  Repository<AccessList> accessListRepository(AggregateRepositories repositories) {
    return repositories.of(AccessList.class);
  }
}
