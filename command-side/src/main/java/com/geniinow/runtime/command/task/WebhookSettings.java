package com.geniinow.runtime.command.task;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where webhooks may go, as the workers have it: what they would refuse is refused at submission.
 *
 * @param hosts {@code GENII_WEBHOOK_HOSTS}: exact host names, or {@code *.example.com} for every
 *     name below; none means no webhooks
 */
@ConfigurationProperties("genii.webhook")
record WebhookSettings(@DefaultValue List<String> hosts) {
  WebhookSettings {
    hosts = hosts.stream().map(String::strip).filter(host -> !host.isEmpty()).toList();
  }
}
