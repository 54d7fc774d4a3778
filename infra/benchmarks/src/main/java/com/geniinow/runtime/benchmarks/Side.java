package com.geniinow.runtime.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** What one of those compared did, over all its turns. */
final class Side {
  private final CpuMeter cpu;
  private final Latencies latencies = new Latencies();
  private long done;
  private double seconds;

  Side(CpuMeter cpu) {
    this.cpu = cpu;
  }

  /** One turn; what is run adds its figures itself. */
  void run(Runnable turn) {
    cpu.begin();
    turn.run();
    cpu.end();
  }

  void add(Latencies more, long operations, double elapsed) {
    latencies.add(more);
    done += operations;
    seconds += elapsed;
  }

  Latencies latencies() {
    return latencies;
  }

  long done() {
    return done;
  }

  double perSecond() {
    return done / seconds;
  }

  /** Processor milliseconds for each operation, by who used them. */
  Map<String, Double> cpuEach() {
    var each = new LinkedHashMap<String, Double>();
    cpu.seconds().forEach((name, used) -> each.put(name, 1000 * used / Math.max(1, done)));
    return each;
  }

  /** Adds figures that have no target. */
  void describe(Report report, String prefix) {
    report.figure(
        prefix + "p50 / p99 / p99.9 ms",
        Report.format(latencies.percentile(50))
            + " / "
            + Report.format(latencies.percentile(99))
            + " / "
            + Report.format(latencies.percentile(99.9)));
    cpuEach()
        .forEach(
            (name, millis) -> {
              if (name.equals(CpuMeter.OTHERS)) {
                report.figure(
                    prefix + "cores used by others", Report.format(millis * perSecond() / 1000));
              } else {
                report.figure(prefix + "CPU ms each: " + name, Report.format(millis));
              }
            });
  }

  /** For the results file. */
  Map<String, Object> asMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("per_second", perSecond());
    map.put("seconds", seconds);
    map.put("operations", done);
    map.put("latency", latencies.asMap());
    map.put("cpu_ms_each", cpuEach());
    return map;
  }
}
