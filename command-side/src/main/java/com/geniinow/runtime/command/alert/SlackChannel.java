package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.line.Now;
import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.SlackApiException;
import java.io.IOException;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Slack's chat.postMessage, with the alert's id in the message's metadata. */
@Component
final class SlackChannel implements AlertChannel, AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;

  private final SlackSettings settings;
  private final Slack slack;
  private final Now now;

  SlackChannel(SlackSettings settings, Now now) {
    this.settings = settings;
    this.now = now;
    var config = new SlackConfig();
    config.setMethodsEndpointUrlPrefix(settings.apiUrl());
    // Its statistics would call auth.test before each message.
    config.setStatsEnabled(false);
    config.setHttpClientCallTimeoutMillis(TIMEOUT_MILLIS);
    config.setHttpClientReadTimeoutMillis(TIMEOUT_MILLIS);
    this.slack = Slack.getInstance(config);
  }

  @Override
  public Via via() {
    return Via.SLACK;
  }

  @Override
  public boolean configured() {
    return settings.configured();
  }

  @Override
  public Result deliver(AlertTable.Unsent alert) {
    try {
      var answer =
          slack
              .methods(settings.botToken())
              .chatPostMessage(
                  message ->
                      message
                          .channel(settings.channel())
                          .text(alert.message())
                          .blocksAsString(alert.body())
                          .metadataAsString(
                              "{\"event_type\":\"genii_alert\",\"event_payload\":{\"alert_id\":\"%s\"}}"
                                  .formatted(alert.alertId()))
                          .unfurlLinks(false));
      // A refusal is about this message or channel: the others may fare better.
      return answer.isOk()
          ? new Result.Delivered()
          : new Result.Refused("Slack answered " + answer.getError());
    } catch (SlackApiException e) {
      var response = e.getResponse();
      var answered = "Slack answered HTTP " + response.code();
      // 4xx is about this message, which must not hold up the others; 429 and 408 are about now.
      return AlertChannel.isAway(response.code())
          ? Result.Away.of(answered, response::header, now)
          : new Result.Refused(answered);
    } catch (IOException e) {
      return new Result.Away("Slack could not be reached", Duration.ZERO);
    }
  }

  @Override
  public void close() throws Exception {
    slack.close();
  }
}
