package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.store.AggregateRepositories;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.lifecycle.Phase;
import org.axonframework.modelling.command.Repository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the price book is loaded from, and when it is opened. */
@Configuration(proxyBeanMethods = false)
class PriceConfiguration {
  /** The aggregate names the bean. */
  @Bean
  Repository<PriceBook> priceBookRepository(AggregateRepositories repositories) {
    return repositories.of(PriceBook.class);
  }

  /** As soon as commands have handlers. */
  @Bean
  ConfigurerModule priceBookOpening(ObjectProvider<PriceBookStart> start) {
    return configurer ->
        configurer.onStart(
            Phase.LOCAL_MESSAGE_HANDLER_REGISTRATIONS + 1, () -> start.getObject().open());
  }
}
