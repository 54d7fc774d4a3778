package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.platform.setting.Bounds;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How model calls of agents are passed on.
 *
 * @param bodyBytes of requests that wait for a provider, all together ({@code
 *     GENII_GATEWAY_BODY_BYTES})
 * @param idleTimeout how long a provider may say nothing ({@code GENII_GATEWAY_IDLE_TIMEOUT})
 * @param timeout how long a call may take ({@code GENII_GATEWAY_TIMEOUT})
 * @param keepAlive after so long without a word a waiting client of a stream gets a comment
 */
@ConfigurationProperties("genii.gateway")
record GatewaySettings(
    @DefaultValue("67108864") long bodyBytes,
    @DefaultValue("120s") Duration idleTimeout,
    @DefaultValue("600s") Duration timeout,
    @DefaultValue("15s") Duration keepAlive) {
  /** The largest body that is taken. */
  static final long MOST = 16L << 20;

  GatewaySettings {
    Bounds.whole("GENII_GATEWAY_BODY_BYTES", bodyBytes, MOST, 1L << 40);
    Bounds.duration(
        "GENII_GATEWAY_IDLE_TIMEOUT", idleTimeout, Duration.ofMillis(100), Duration.ofHours(1));
    Bounds.duration("GENII_GATEWAY_TIMEOUT", timeout, Duration.ofMillis(100), Duration.ofHours(6));
    Bounds.duration(
        "genii.gateway.keep-alive", keepAlive, Duration.ofMillis(10), Duration.ofSeconds(60));
  }
}
