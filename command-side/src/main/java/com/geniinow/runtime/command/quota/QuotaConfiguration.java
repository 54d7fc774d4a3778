package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.store.AggregateRepositories;
import com.geniinow.runtime.query.view.quota.QuotaDisplay;
import com.geniinow.runtime.queue.QueueSettings;
import com.geniinow.runtime.queue.RedisConnections;
import io.lettuce.core.resource.ClientResources;
import java.util.UUID;
import java.util.function.Supplier;
import org.axonframework.modelling.command.Repository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where Quotas are loaded from, and where what is shown of them is kept. */
@Configuration(proxyBeanMethods = false)
class QuotaConfiguration {
  /** The aggregate names the bean. */
  @Bean
  Repository<Quota> quotaRepository(AggregateRepositories repositories) {
    return repositories.of(Quota.class);
  }

  /** A Redis that hangs holds up nobody longer than a short time-out. */
  @Bean
  QuotaDisplay quotaDisplay(QueueSettings settings, ClientResources resources, Supplier<UUID> ids) {
    var connections =
        RedisConnections.started(settings.redisUrl(), RedisQuotaDisplay.PATIENCE, resources);
    return new RedisQuotaDisplay(connections, ids);
  }
}
