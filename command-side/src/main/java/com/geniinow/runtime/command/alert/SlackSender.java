package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.Now;
import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Delivers alerts to Slack, one after the other. A message can come twice only if Slack's answer is
 * lost, or the process dies between it and the commit that notes it; both carry the alert's id.
 */
@Component
class SlackSender implements RecurringJob, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SlackSender.class);

  /** Slack takes about one message a second per channel; what is over waits for the next run. */
  private static final int PER_RUN = 20;

  private static final int TIMEOUT_MILLIS = 5_000;

  /** Longer than a call can take. */
  private static final Duration TAKEN = Duration.ofSeconds(30);

  private final AlertBook book;
  private final SlackSettings settings;
  private final Now now;
  private final Slack slack;

  SlackSender(AlertBook book, SlackSettings settings, Now now) {
    this.book = book;
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
  public String name() {
    return "slack-sender";
  }

  @Override
  public Duration every() {
    return Duration.ofMillis(500);
  }

  @Override
  public void run() {
    if (!settings.configured()) {
      return;
    }
    MethodsClient client = slack.methods(settings.botToken());
    for (var alert : book.due(now.get(), PER_RUN)) {
      if (book.take(alert.alertId(), TAKEN, now.get()) && !send(client, alert)) {
        return;
      }
    }
  }

  private boolean send(MethodsClient client, AlertBook.Unsent alert) {
    try {
      var answer =
          client.chatPostMessage(
              message ->
                  message
                      .channel(settings.channel())
                      .text(alert.message())
                      .metadataAsString(
                          "{\"event_type\":\"genii_alert\",\"event_payload\":{\"alert_id\":\"%s\"}}"
                              .formatted(alert.alertId()))
                      .unfurlLinks(false));
      if (answer.isOk()) {
        book.sent(alert.alertId(), now.get());
        return true;
      }
      // About this message or channel: the others may fare better.
      book.failed(
          alert, waits(alert, "Slack answered " + answer.getError()), Duration.ZERO, now.get());
    } catch (SlackApiException e) {
      book.failedAll(
          alert,
          waits(alert, "Slack answered HTTP " + e.getResponse().code()),
          retryAfter(e),
          now.get());
    } catch (IOException e) {
      book.failedAll(alert, waits(alert, "Slack could not be reached"), Duration.ZERO, now.get());
    }
    return false;
  }

  private static String waits(AlertBook.Unsent alert, String error) {
    log.warn("alert {} waits: {}", alert.alertId(), error);
    return error;
  }

  private static Duration retryAfter(SlackApiException e) {
    var seconds = e.getResponse().header("Retry-After");
    return seconds != null && seconds.matches("\\d{1,5}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  @Override
  public void close() throws Exception {
    slack.close();
  }
}
