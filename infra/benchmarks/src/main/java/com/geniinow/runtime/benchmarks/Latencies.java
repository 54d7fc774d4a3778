package com.geniinow.runtime.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Durations, kept in microseconds to three digits. Not for several threads at once. */
final class Latencies {
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);
  private final Histogram micros = new Histogram(LONGEST_MICROS, 3);

  void record(long nanos) {
    micros.recordValue(Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(nanos)));
  }

  void add(Latencies other) {
    micros.add(other.micros);
  }

  long count() {
    return micros.getTotalCount();
  }

  /** The duration in milliseconds that this share of all, in percent, did not exceed. */
  double percentile(double percent) {
    return micros.getValueAtPercentile(percent) / 1000.0;
  }

  double mean() {
    return micros.getMean() / 1000.0;
  }

  /** For the results file, in milliseconds. */
  Map<String, Double> asMap() {
    var map = new LinkedHashMap<String, Double>();
    map.put("mean_ms", mean());
    map.put("p50_ms", percentile(50));
    map.put("p99_ms", percentile(99));
    map.put("p99_9_ms", percentile(99.9));
    map.put("max_ms", micros.getMaxValue() / 1000.0);
    return map;
  }
}
