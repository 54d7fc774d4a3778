package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.line.Now;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** PagerDuty's Events API v2. */
@Component
final class PagerDutyChannel implements AlertChannel, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final PagerDutySettings settings;
  private final Now now;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  PagerDutyChannel(PagerDutySettings settings, Now now) {
    this.settings = settings;
    this.now = now;
  }

  @Override
  public Via via() {
    return Via.PAGERDUTY;
  }

  @Override
  public boolean configured() {
    return settings.configured();
  }

  @Override
  public Result deliver(AlertTable.Unsent alert) {
    var key = Objects.requireNonNull(settings.routingKey());
    var event = Objects.requireNonNull(alert.body());
    var request =
        HttpRequest.newBuilder(settings.enqueue())
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(PagerDutyEvent.signed(event, key)))
            .build();
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.discarding());
      var answered = "PagerDuty answered HTTP " + response.statusCode();
      var status = response.statusCode();
      if (status == 200 || status == 202) {
        return new Result.Delivered();
      }
      return AlertChannel.isAway(status)
          ? Result.Away.of(answered, name -> response.headers().firstValue(name).orElse(null), now)
          : new Result.Refused(answered);
    } catch (IOException e) {
      return new Result.Away("PagerDuty could not be reached", Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.Away("the process stops", Duration.ZERO);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
