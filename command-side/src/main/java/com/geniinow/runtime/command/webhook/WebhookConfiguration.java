package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.command.alert.WebhookAlerts;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.AggregateRepositories;
import com.geniinow.runtime.command.store.EventPages;
import com.geniinow.runtime.command.store.StoreConfiguration;
import java.net.InetAddress;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.axonframework.modelling.command.Repository;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeliverySettings.class)
class WebhookConfiguration {
  /** The aggregate names the bean. */
  @Bean
  Repository<WebhookBook> webhookBookRepository(AggregateRepositories repositories) {
    return repositories.of(WebhookBook.class);
  }

  @Bean(destroyMethod = "close")
  TimedResolver receiversNames() {
    return new TimedResolver(InetAddress::getAllByName);
  }

  @Bean
  Receivers receivers(
      TimedResolver names,
      @Value("${genii.webhook.hosts:}") List<String> hosts,
      @Value("${genii.webhook.allow-private:false}") boolean allowPrivate) {
    var named = hosts.stream().map(String::strip).filter(host -> !host.isEmpty()).toList();
    return new Receivers(named, allowPrivate, names);
  }

  @Bean(destroyMethod = "close")
  Receiver receiver(Receivers receivers, DeliverySettings settings) {
    return new Receiver(receivers, settings);
  }

  @Bean
  Trial trial(WebhookSecretTable secrets, Receiver receiver, Supplier<UUID> ids, Now now) {
    return new Trial(secrets, receiver, ids, now);
  }

  @Bean
  LaneRun laneRun(
      EventPages pages,
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      @Qualifier(StoreConfiguration.SYSTEM) DataSource source,
      WebhookLaneTable lanes,
      DeliveryTable deliveries,
      WebhookSecretTable secrets,
      Receiver receiver,
      WebhookAlerts alerts,
      DeliveryTimer timer,
      DeliverySettings settings,
      Now now) {
    return new LaneRun(
        pages,
        system,
        new TransactionTemplate(new JdbcTransactionManager(source)),
        lanes,
        deliveries,
        secrets,
        receiver,
        alerts,
        timer,
        settings,
        now);
  }

  @Bean(destroyMethod = "close")
  Deliveries deliveries(WebhookLaneTable lanes, LaneRun run, DeliverySettings settings, Now now) {
    return new Deliveries(lanes, run, settings, now);
  }

  @Bean
  WebhookCleanup webhookCleanup(
      DeliveryTable deliveries, WebhookSecretTable secrets, DeliverySettings settings, Now now) {
    return new WebhookCleanup(deliveries, secrets, settings, now);
  }
}
