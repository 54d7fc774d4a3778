package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.line.Now;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One delivery for each channel: the one that is unavailable holds up no other. */
@Configuration(proxyBeanMethods = false)
class AlertConfiguration {
  @Bean
  AlertDelivery slackDelivery(AlertTable table, SlackChannel slack, Now now) {
    return new AlertDelivery(table, slack, now);
  }

  @Bean
  AlertDelivery pagerDutyDelivery(AlertTable table, PagerDutyChannel pagerDuty, Now now) {
    return new AlertDelivery(table, pagerDuty, now);
  }
}
