package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a figure depends on besides the code. */
final class Machine {
  private static final double KIB_PER_GIB = 1 << 20;

  private Machine() {}

  static Map<String, String> describe() {
    var facts = new LinkedHashMap<String, String>();
    facts.put("commit", Project.commit());
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", memory());
    facts.put("kernel", System.getProperty("os.version"));
    facts.put("java", Runtime.version().toString());
    return facts;
  }

  private static String memory() {
    try {
      var total = Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("\\D", "");
      return "%.0f GiB".formatted(Long.parseLong(total) / KIB_PER_GIB);
    } catch (IOException e) {
      return "memory unknown";
    }
  }
}
