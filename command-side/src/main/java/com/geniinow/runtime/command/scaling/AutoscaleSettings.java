package com.geniinow.runtime.command.scaling;

import com.geniinow.runtime.autoscaler.CloudRunPool;
import com.geniinow.runtime.autoscaler.ScalingSettings;
import com.geniinow.runtime.platform.setting.Bounds;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which pool is scaled and how far.
 *
 * @param workerPool {@code GENII_WORKER_POOL}: {@code projects/P/locations/L/workerPools/W};
 *     without it nothing is scaled
 * @param api where Google's interface is, if elsewhere than usual
 * @param min {@code GENII_AUTOSCALE_MIN}
 * @param max {@code GENII_AUTOSCALE_MAX}
 * @param tasksPerWorker {@code GENII_WORKERS}, as the workers have it
 * @param calm {@code GENII_AUTOSCALE_CALM}: how long fewer must have been enough
 * @param every the pause between two looks
 */
@ConfigurationProperties("genii.autoscale")
public record AutoscaleSettings(
    @DefaultValue("") String workerPool,
    @Nullable URI api,
    @DefaultValue("1") int min,
    @DefaultValue("20") int max,
    @DefaultValue("16") int tasksPerWorker,
    @DefaultValue("2m") Duration calm,
    @DefaultValue("10s") Duration every) {
  private static final String POOL = "projects/[^/]+/locations/[^/]+/workerPools/[^/]+";

  public AutoscaleSettings {
    Bounds.whole("GENII_AUTOSCALE_MIN", min, 1, ScalingSettings.MOST);
    Bounds.whole("GENII_AUTOSCALE_MAX", max, min, ScalingSettings.MOST);
    Bounds.whole("GENII_WORKERS", tasksPerWorker, 1, 1_000);
    Bounds.duration("GENII_AUTOSCALE_CALM", calm, Duration.ofMillis(1), Duration.ofDays(1));
    Bounds.duration("genii.autoscale.every", every, Duration.ofMillis(1), Duration.ofHours(1));
    if (!workerPool.isBlank() && !workerPool.matches(POOL)) {
      throw new IllegalArgumentException(
          "GENII_WORKER_POOL must read projects/P/locations/L/workerPools/W, not '%s'"
              .formatted(workerPool));
    }
  }

  ScalingSettings scaling() {
    return new ScalingSettings(
        min, max, tasksPerWorker, ScalingSettings.standard().clearWithin(), calm);
  }

  URI address() {
    return api == null ? CloudRunPool.GOOGLE : api;
  }
}
