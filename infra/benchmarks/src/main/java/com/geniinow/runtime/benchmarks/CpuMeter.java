package com.geniinow.runtime.benchmarks;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** Who used how much processor time meanwhile, by name, in seconds. */
final class CpuMeter {
  /** Everything that is none of the named ones: what disturbed the measurement. */
  static final String OTHERS = "others";

  private final Map<String, DoubleSupplier> sources = new LinkedHashMap<>();
  private final Set<String> parts = new HashSet<>();
  private final Map<String, Double> from = new LinkedHashMap<>();
  private final Map<String, Double> sums = new LinkedHashMap<>();
  private double machineFrom;

  /** Adds somebody to watch. */
  CpuMeter watch(String name, DoubleSupplier seconds) {
    sources.put(name, seconds);
    return this;
  }

  /** Adds a part of somebody who is watched already. */
  CpuMeter part(String name, DoubleSupplier seconds) {
    parts.add(name);
    return watch(name, seconds);
  }

  /** Begins a stretch that counts. */
  void begin() {
    machineFrom = ProcessCpu.ofMachine();
    sources.forEach((name, seconds) -> from.put(name, seconds.getAsDouble()));
  }

  /** Ends the stretch and adds it to those before. */
  void end() {
    double others = ProcessCpu.ofMachine() - machineFrom;
    for (var source : sources.entrySet()) {
      double used = source.getValue().getAsDouble() - from.getOrDefault(source.getKey(), 0.0);
      sums.merge(source.getKey(), used, Double::sum);
      others -= parts.contains(source.getKey()) ? 0 : used;
    }
    sums.merge(OTHERS, Math.max(0, others), Double::sum);
  }

  /** Seconds by name. */
  Map<String, Double> seconds() {
    return sums;
  }
}
