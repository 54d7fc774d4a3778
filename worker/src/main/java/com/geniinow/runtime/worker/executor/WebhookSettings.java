package com.geniinow.runtime.worker.executor;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where webhooks may go. Bound from {@code genii.webhook.*}.
 *
 * @param hosts {@code GENII_WEBHOOK_HOSTS}: exact host names, or {@code *.example.com} for every
 *     name below; none means no webhooks
 * @param allowPrivate {@code GENII_WEBHOOK_ALLOW_PRIVATE}: whether hosts on the list may have
 *     addresses inside this network
 * @param timeout the longest that one call may take, answer included, up to 10 minutes
 */
@ConfigurationProperties("genii.webhook")
public record WebhookSettings(
    @DefaultValue List<String> hosts,
    @DefaultValue("false") boolean allowPrivate,
    @DefaultValue("30s") Duration timeout) {
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);

  public WebhookSettings {
    hosts = hosts.stream().map(String::strip).filter(host -> !host.isEmpty()).toList();
    for (String host : hosts) {
      if (!host.matches("(\\*\\.)?[A-Za-z0-9._:-]+")) {
        throw new IllegalArgumentException(
            "GENII_WEBHOOK_HOSTS: '%s' is neither a host name nor *.suffix".formatted(host));
      }
    }
    if (!timeout.isPositive() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "genii.webhook.timeout must be positive and at most " + LONGEST_TIMEOUT);
    }
  }
}
