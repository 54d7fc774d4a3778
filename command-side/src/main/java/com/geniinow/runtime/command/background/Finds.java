package com.geniinow.runtime.command.background;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What sweeps found and mended: work that its normal way out had passed over. None is expected, so
 * each is a warning in the log and counted in {@code genii.sweeps.found} by its sweep's name.
 */
@Component
public class Finds {
  private static final Logger log = LoggerFactory.getLogger(Finds.class);

  private final MeterRegistry registry;

  Finds(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Notes one find, once it is mended. */
  public void found(String sweep, String what) {
    log.warn("{} found what nobody else had ended: {}", sweep, what);
    Counter.builder("genii.sweeps.found").tag("sweep", sweep).register(registry).increment();
  }
}
