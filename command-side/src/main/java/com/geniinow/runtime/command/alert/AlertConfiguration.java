package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.line.Now;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One delivery for each channel: the one that is unavailable holds up no other. */
@Configuration(proxyBeanMethods = false)
class AlertConfiguration {
  @Bean
  AlertDelivery slackDelivery(AlertBook book, SlackChannel slack, Now now) {
    return new AlertDelivery(book, slack, now);
  }

  @Bean
  AlertDelivery pagerDutyDelivery(AlertBook book, PagerDutyChannel pagerDuty, Now now) {
    return new AlertDelivery(book, pagerDuty, now);
  }
}
