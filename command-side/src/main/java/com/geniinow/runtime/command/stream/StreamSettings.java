package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.platform.setting.Bounds;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How streams of events are served.
 *
 * @param perCaller streams that one agent or person may have open in a process ({@code
 *     GENII_STREAMS_PER_CALLER})
 * @param most streams of all callers in a process ({@code GENII_STREAMS})
 * @param keepAlive after so long without an event a stream gets a comment
 */
@ConfigurationProperties("genii.streams")
record StreamSettings(
    @DefaultValue("100") int perCaller,
    @DefaultValue("2000") int most,
    @DefaultValue("15s") Duration keepAlive) {
  StreamSettings {
    Bounds.whole("GENII_STREAMS_PER_CALLER", perCaller, 1, 100_000);
    Bounds.whole("GENII_STREAMS", most, 1, 100_000);
    Bounds.duration(
        "genii.streams.keep-alive", keepAlive, Duration.ofMillis(10), Duration.ofSeconds(60));
  }
}
