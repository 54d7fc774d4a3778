package com.geniinow.runtime.command.metric;

import com.geniinow.runtime.platform.setting.Bounds;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is shown of agents.
 *
 * @param agents {@code GENII_METRIC_AGENTS}: so many of the highest figures of each kind, so that
 *     the number of time series does not grow with the number of agents
 * @param every the shortest pause between two readings
 */
@ConfigurationProperties("genii.metrics")
public record MetricSettings(@DefaultValue("100") int agents, @DefaultValue("10s") Duration every) {
  public MetricSettings {
    Bounds.whole("GENII_METRIC_AGENTS", agents, 0, 10_000);
    Bounds.duration("genii.metrics.every", every, Duration.ZERO, Duration.ofHours(1));
  }
}
