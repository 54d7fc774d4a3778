package com.geniinow.runtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of metrics in docs/operations.md names all of ours and no other. */
class MetricNamesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern METER =
      Pattern.compile(
          "(?:(?:Timer|Gauge|Counter|DistributionSummary)\\.builder|(?:meters|registry)\\.\\w+)"
              + "\\(\\s*\"([^\"]+)\"");
  private static final Pattern COUNTED = Pattern.compile("counter\\(\"([a-z.]+)\"\\)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`genii_.*?) \\|");
  private static final Pattern SERIES = Pattern.compile("`(genii_[a-z_]+?)(_total|_seconds)?[`{]");

  @Test
  void the_table_lists_every_metric() throws IOException {
    assertThat(listed()).isEqualTo(registered());
  }

  @Test
  void every_metric_of_ours_begins_alike() throws IOException {
    assertThat(registered()).allMatch(name -> name.startsWith("genii_"));
  }

  private static TreeSet<String> registered() throws IOException {
    var names = new TreeSet<String>();
    names.add("genii_queue_depth"); // of all, in which the convention is not to touch its end
    try (var files = Files.walk(ROOT)) {
      for (var file :
          files
              .filter(path -> path.toString().contains("src/main/java"))
              .filter(path -> path.toString().endsWith(".java"))
              .toList()) {
        var source = Files.readString(file);
        METER.matcher(source).results().forEach(meter -> names.add(meter.group(1)));
        if (names.remove("genii.tasks.")) {
          COUNTED
              .matcher(source)
              .results()
              .forEach(counted -> names.add("genii.tasks." + counted.group(1)));
        }
      }
    }
    return names.stream()
        .map(name -> name.replace('.', '_'))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static TreeSet<String> listed() throws IOException {
    var page = Files.readString(ROOT.resolve("docs/operations.md"));
    var table = page.substring(page.indexOf("### Metrics"), page.indexOf("### Alerts"));
    return ROW.matcher(table)
        .results()
        .flatMap(row -> Stream.of(row.group(1).split(", ")))
        .map(series -> SERIES.matcher(series))
        .filter(series -> series.find())
        .map(series -> series.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
