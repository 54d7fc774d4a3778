package com.geniinow.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.setting.KnownSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read is listed, and what is listed is read. */
class SettingsTableTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern VARIABLE = Pattern.compile("`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`");
  private static final Pattern READ = Pattern.compile("\\$\\{([A-Z][A-Z0-9]*_[A-Z0-9_]+)[:}-]");

  /** Read by a library, and listed because one wants to know. */
  private static final Set<String> LIBRARIES =
      Set.of("OTEL_EXPORTER_OTLP_ENDPOINT", "MANAGEMENT_SERVER_PORT");

  @Test
  void the_table_lists_each_known_variable_with_what_is_allowed() throws IOException {
    Set<String> listed = new TreeSet<>();
    for (String row : rows()) {
      var cells = row.split("(?<!\\\\)\\|");
      assertThat(cells).as(row).hasSize(5);
      assertThat(cells[3].strip()).as(row).isNotEmpty();
      VARIABLE.matcher(cells[1]).results().forEach(found -> listed.add(found.group(1)));
    }
    listed.removeAll(LIBRARIES);
    assertThat(listed).containsExactlyInAnyOrderElementsOf(KnownSettings.names());
  }

  @Test
  void what_services_and_scripts_read_is_known() throws IOException {
    Set<String> read = new TreeSet<>();
    for (Path file : readers()) {
      READ.matcher(Files.readString(file)).results().forEach(found -> read.add(found.group(1)));
    }
    read.removeIf(name -> name.matches("(BASH|JAVA|JDK)_.*"));
    read.remove("BENCH_BUILD");
    read.remove("VERSION_CODENAME");
    assertThat(KnownSettings.names()).containsAll(read);
    assertThat(read).containsAll(KnownSettings.names());
  }

  private static List<String> rows() throws IOException {
    var text = Files.readString(ROOT.resolve("docs/operations.md"));
    var from = text.indexOf("\n## Settings\n");
    var settings = text.substring(from, text.indexOf("\n## ", from + 1));
    return settings.lines().filter(line -> line.matches("\\| `[A-Z][A-Z0-9]*_.*")).toList();
  }

  private static List<Path> readers() throws IOException {
    var services =
        Stream.of(
            "command-side/src/main/resources/application.properties",
            "query-side/src/main/resources/query-side.properties",
            "worker/src/main/resources/worker.properties",
            "infra/platform/src/main/resources/com/geniinow/runtime/platform/web/platform.properties",
            "infra/local/database-url.sh");
    try (var scripts = Files.list(ROOT.resolve("infra"))) {
      return Stream.concat(
              services.map(ROOT::resolve), scripts.filter(Files::isRegularFile).toList().stream())
          .toList();
    }
  }
}
