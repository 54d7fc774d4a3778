package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A timer of the runtime, as it shows it to Prometheus.
 *
 * @param buckets how many took at most so many seconds
 */
record PrometheusHistogram(TreeMap<Double, Long> buckets, long count, double sum) {
  static PrometheusHistogram read(int port, String name) {
    return read(port, name, "");
  }

  /**
   * One of the series of a name.
   *
   * @param labels a part of its labels, as Prometheus writes them
   */
  static PrometheusHistogram read(int port, String name, String labels) {
    var of = "\\{.*" + Pattern.quote(labels) + ".*";
    try (var connection = new HttpConnection(port)) {
      connection.send(HttpConnection.request("GET", "/actuator/prometheus", "", ""));
      var buckets = new TreeMap<Double, Long>();
      var bucket = Pattern.compile("(?m)^" + name + "_bucket" + of + "le=\"([^\"]+)\".*} (\\S+)$");
      bucket
          .matcher(connection.body())
          .results()
          .forEach(
              line -> buckets.put(limit(line.group(1)), (long) Double.parseDouble(line.group(2))));
      return new PrometheusHistogram(
          buckets,
          (long) value(connection.body(), name + "_count", of),
          value(connection.body(), name + "_sum", of));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What came since. */
  PrometheusHistogram minus(PrometheusHistogram before) {
    var since = new TreeMap<Double, Long>();
    for (Map.Entry<Double, Long> bucket : buckets.entrySet()) {
      since.put(
          bucket.getKey(), bucket.getValue() - before.buckets.getOrDefault(bucket.getKey(), 0L));
    }
    return new PrometheusHistogram(since, count - before.count, sum - before.sum);
  }

  /** Seconds that so many percent did not pass: the upper limit of their bucket. */
  double percentile(double percent) {
    for (Map.Entry<Double, Long> bucket : buckets.entrySet()) {
      if (bucket.getValue() >= count * percent / 100) {
        return bucket.getKey();
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  double mean() {
    return sum / Math.max(1, count);
  }

  private static double limit(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  private static double value(String page, String name, String labels) {
    var line = Pattern.compile("(?m)^" + name + "(?:" + labels + "})? (\\S+)$").matcher(page);
    if (!line.find()) {
      throw new IllegalStateException("the runtime shows no " + name);
    }
    return Double.parseDouble(line.group(1));
  }
}
