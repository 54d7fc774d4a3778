package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.platform.setting.Bounds;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where alerts go.
 *
 * @param botToken {@code SLACK_BOT_TOKEN}; without it alerts are kept and none is sent
 * @param apiUrl {@code SLACK_API_URL}: prefix of Slack's methods
 * @param channel {@code SLACK_CHANNEL}
 */
@ConfigurationProperties("genii.slack")
public record SlackSettings(
    @Nullable String botToken,
    @DefaultValue("https://slack.com/api/") String apiUrl,
    @DefaultValue("#fleet-ops") String channel) {
  public SlackSettings {
    Bounds.webAddress("SLACK_API_URL", apiUrl);
    if (channel.isBlank()) {
      throw new IllegalArgumentException("SLACK_CHANNEL must name a channel, such as #fleet-ops");
    }
  }

  boolean configured() {
    return botToken != null && !botToken.isBlank();
  }
}
