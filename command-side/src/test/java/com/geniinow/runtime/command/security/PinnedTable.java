package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table of docs/security.md, between two comments with its name. Tests compare it with what they
 * find; run with {@code -Dsecurity.write=true} they write it, and what changed is in the diff.
 */
final class PinnedTable {
  private static final Path PAGE = Path.of("..", "docs", "security.md");
  private final String name;

  PinnedTable(String name) {
    this.name = name;
  }

  /** A row by its first cell. */
  record Row(String first, List<String> others) {}

  /** Fails unless the page has exactly these rows, in this order. */
  void assertIs(List<String> columns, List<Row> rows) {
    if (Boolean.getBoolean("security.write")) {
      write(columns, rows);
    }
    assertThat(rendered(read())).isEqualTo(rendered(asMap(columns, rows)));
  }

  /** The rows as they stand, the head first, by their first cell. */
  Map<String, List<String>> read() {
    var rows = new LinkedHashMap<String, List<String>>();
    between()
        .lines()
        .filter(line -> line.startsWith("|") && !line.startsWith("|--"))
        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).skip(1).toList())
        .forEach(cells -> rows.put(cells.getFirst(), cells.subList(1, cells.size())));
    return rows;
  }

  private static Map<String, List<String>> asMap(List<String> columns, List<Row> rows) {
    var all = new LinkedHashMap<String, List<String>>();
    all.put(columns.getFirst(), columns.subList(1, columns.size()));
    rows.forEach(row -> all.put(row.first(), row.others()));
    return all;
  }

  private static String rendered(Map<String, List<String>> rows) {
    return rows.entrySet().stream()
        .map(row -> line(row.getKey(), row.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static String line(String first, List<String> others) {
    return "| " + first + " | " + String.join(" | ", others) + " |";
  }

  private void write(List<String> columns, List<Row> rows) {
    var all = rendered(asMap(columns, rows));
    var head = all.indexOf('\n');
    var rule = "\n|" + "---|".repeat(columns.size());
    var page = page();
    try {
      Files.writeString(
          PAGE,
          page.substring(0, start(page))
              + "\n"
              + (head < 0 ? all + rule : all.substring(0, head) + rule + all.substring(head))
              + "\n"
              + page.substring(end(page)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String between() {
    var page = page();
    return page.substring(start(page), end(page));
  }

  private int start(String page) {
    var mark = "<!-- " + name + " -->";
    var at = page.indexOf(mark);
    assertThat(at).as(mark).isNotNegative();
    return at + mark.length();
  }

  private int end(String page) {
    var at = page.indexOf("<!-- end of " + name + " -->");
    assertThat(at).as("end of " + name).isNotNegative();
    return at;
  }

  private static String page() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
