package com.geniinow.runtime.command.metric;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the name of the gauge of all queues. The convention would take {@code _total} from it, as
 * from every gauge, and it would meet the gauge of single queues, which has other labels.
 */
record KeptNames(NamingConvention convention) implements NamingConvention {
  static final String ALL_QUEUES = "genii.queue.depth.total";

  @Override
  public String name(String name, Meter.Type type, @Nullable String baseUnit) {
    return name.equals(ALL_QUEUES)
        ? NamingConvention.snakeCase.name(name, type, baseUnit)
        : convention.name(name, type, baseUnit);
  }

  @Override
  public String tagKey(String key) {
    return convention.tagKey(key);
  }

  @Override
  public String tagValue(String value) {
    return convention.tagValue(value);
  }
}
