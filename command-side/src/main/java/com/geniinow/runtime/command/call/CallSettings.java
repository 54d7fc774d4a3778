package com.geniinow.runtime.command.call;

import com.geniinow.runtime.platform.setting.Bounds;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What model calls of agents may hold, and how long they are held for a process that says nothing.
 *
 * @param outputCap tokens of an answer whose request names no cap ({@code
 *     GENII_GATEWAY_OUTPUT_CAP})
 * @param callsAtOnce calls of one agent that may run at once, unless its metadata says so
 * @param lease how long a process may be silent before its calls are swept
 */
@ConfigurationProperties("genii.gateway")
public record CallSettings(
    @DefaultValue("4096") long outputCap,
    @DefaultValue("100") int callsAtOnce,
    @DefaultValue("30s") Duration lease) {
  public CallSettings {
    Bounds.whole("GENII_GATEWAY_OUTPUT_CAP", outputCap, 16, 10_000_000);
    Bounds.whole("genii.gateway.calls-at-once", callsAtOnce, 1, 10_000);
    Bounds.duration("genii.gateway.lease", lease, Duration.ofMillis(1), Duration.ofSeconds(50));
  }
}
