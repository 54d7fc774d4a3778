package com.geniinow.runtime.command.webhook;

import com.geniinow.runtime.platform.setting.Bounds;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How webhooks are called.
 *
 * @param timeout the longest that one call may take, answer included ({@code
 *     GENII_WEBHOOK_TIMEOUT})
 * @param base the pause after the first failure; twice as long after each, up to {@code longest}
 * @param giveUp how long an event is tried ({@code GENII_WEBHOOK_GIVE_UP})
 * @param keep how long is shown what was delivered
 */
@ConfigurationProperties("genii.webhooks")
record DeliverySettings(
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("2s") Duration base,
    @DefaultValue("10m") Duration longest,
    @DefaultValue("24h") Duration giveUp,
    @DefaultValue("30d") Duration keep) {
  DeliverySettings {
    Bounds.duration(
        "GENII_WEBHOOK_TIMEOUT", timeout, Duration.ofMillis(100), Duration.ofSeconds(30));
    Bounds.duration("genii.webhooks.base", base, Duration.ofMillis(10), Duration.ofMinutes(10));
    Bounds.duration("genii.webhooks.longest", longest, base, Duration.ofHours(1));
    Bounds.duration("genii.webhooks.give-up", giveUp, Duration.ofSeconds(1), Duration.ofDays(7));
    Bounds.duration("genii.webhooks.keep", keep, Duration.ofHours(1), Duration.ofDays(365));
  }

  /** The pause after so many failures in a row, from 1. */
  Duration pause(int failures) {
    long factor = 1L << Math.min(failures - 1, 20);
    var pause = base.multipliedBy(factor);
    return pause.compareTo(longest) > 0 ? longest : pause;
  }
}
