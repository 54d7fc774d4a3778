package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Which statements PostgreSQL is asked by whoever is there, most often first, from its log. */
final class IdleStatements {
  private static final Pattern STATEMENT =
      Pattern.compile("LOG: +(?:execute [^:]*|statement): +([^\\n]*(?:\\n[\\t ][^\\n]*)*)");
  private static final int SHOWN = 150;

  private IdleStatements() {}

  /** Logs every statement for so many seconds and prints how many there were of each. */
  @SuppressWarnings("SystemOut")
  static void print(Servers servers, int seconds) {
    Report.progress("every statement is logged for %d s".formatted(seconds));
    try {
      long before = Files.size(servers.log("postgres"));
      set(servers, "SET log_statement = 'all'");
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
      set(servers, "RESET log_statement");
      var log =
          new String(Files.readAllBytes(servers.log("postgres")), StandardCharsets.UTF_8)
              .substring((int) before);
      count(log).entrySet().stream()
          .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
          .forEach(
              one ->
                  System.out.printf(
                      Locale.ROOT,
                      "%8.2f/s  %s%n",
                      one.getValue() / (double) seconds,
                      one.getKey()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Integer> count(String log) {
    Map<String, Integer> counts = new TreeMap<>();
    var found = STATEMENT.matcher(log);
    while (found.find()) {
      var text = found.group(1).replaceAll("\\s+", " ").strip();
      counts.merge(text.substring(0, Math.min(SHOWN, text.length())), 1, Integer::sum);
    }
    return counts;
  }

  private static void set(Servers servers, String setting) {
    servers.execute("ALTER SYSTEM " + setting);
    servers.execute("SELECT pg_reload_conf()");
  }
}
