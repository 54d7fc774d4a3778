package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.platform.setting.Bounds;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is woken.
 *
 * @param routingKey {@code PAGERDUTY_ROUTING_KEY}, of an integration with Events API v2; without it
 *     Slack is told instead
 * @param url {@code PAGERDUTY_URL}: with or without the path {@code /v2/enqueue}
 */
@ConfigurationProperties("genii.pagerduty")
public record PagerDutySettings(
    @Nullable String routingKey, @DefaultValue("https://events.pagerduty.com") String url) {
  private static final String PATH = "/v2/enqueue";

  public PagerDutySettings {
    Bounds.webAddress("PAGERDUTY_URL", url);
  }

  boolean configured() {
    return routingKey != null && !routingKey.isBlank();
  }

  URI enqueue() {
    var base = url.replaceAll("/+$", "");
    return URI.create(base.endsWith(PATH) ? base : base + PATH);
  }
}
