package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.platform.setting.Bounds;
import java.time.Duration;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When people are told. A threshold is passed above its figure and passed anew only after the value
 * fell to the figure less the hysteresis.
 *
 * @param publicUrl {@code GENII_PUBLIC_URL}: where the API is for those who read an alert
 * @param tokensPercent of the month's token limit
 * @param storagePercent of the storage limit
 * @param percentHysteresis points of per cent
 * @param queueDepth open tasks of one agent; 100 is the most there can be
 * @param queueHysteresis open tasks
 * @param badPercent of transactions rolled back, and of embeddings slower than {@code
 *     slowEmbedding}
 * @param badAtLeast fewer of them say nothing about the fleet
 * @param window that those two are looked at over
 * @param slowEmbedding when more than one of a hundred is slower, the 99th percentile is above it
 */
@ConfigurationProperties("genii.alerts")
public record AlertSettings(
    @DefaultValue("http://localhost:8080") String publicUrl,
    @DefaultValue("80") double tokensPercent,
    @DefaultValue("90") double storagePercent,
    @DefaultValue("5") double percentHysteresis,
    @DefaultValue("75") int queueDepth,
    @DefaultValue("15") int queueHysteresis,
    @DefaultValue("1") double badPercent,
    @DefaultValue("3") int badAtLeast,
    @DefaultValue("5m") Duration window,
    @DefaultValue("500ms") Duration slowEmbedding) {
  public AlertSettings {
    Bounds.webAddress("GENII_PUBLIC_URL", publicUrl);
  }

  String agentUrl(UUID agentId) {
    return url("/api/agents/" + agentId);
  }

  String taskUrl(UUID taskId) {
    return url("/api/tasks/" + taskId);
  }

  String metricsUrl() {
    return url("/actuator/prometheus");
  }

  /** Where a path of the API is. */
  String url(String path) {
    return publicUrl.replaceAll("/+$", "") + path;
  }
}
