package com.geniinow.runtime.benchmarks;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the command line says: a benchmark's name, then {@code --name value} or {@code --name}. */
final class Options {
  private final String benchmark;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> asked = new HashSet<>();

  /**
   * Takes the command line apart.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  Options(String... arguments) {
    if (arguments.length == 0) {
      throw new IllegalArgumentException("name a benchmark");
    }
    benchmark = arguments[0];
    for (var i = 1; i < arguments.length; i++) {
      if (!arguments[i].startsWith("--")) {
        throw new IllegalArgumentException("not an option: " + arguments[i]);
      }
      var hasValue = i + 1 < arguments.length && !arguments[i + 1].startsWith("--");
      values.put(arguments[i].substring(2), hasValue ? arguments[i + 1] : "true");
      i += hasValue ? 1 : 0;
    }
  }

  String benchmark() {
    return benchmark;
  }

  /** A whole number of at least 1. */
  int number(String name, int standard) {
    asked.add(name);
    var text = values.getOrDefault(name, Integer.toString(standard));
    if (!text.matches("[1-9]\\d{0,6}")) {
      throw new IllegalArgumentException("--" + name + " must be a number, not " + text);
    }
    return Integer.parseInt(text);
  }

  /** Whole numbers with commas between. */
  List<Integer> numbers(String name, String standard) {
    asked.add(name);
    var text = values.getOrDefault(name, standard);
    if (!text.matches("[1-9]\\d{0,3}(,[1-9]\\d{0,3})*")) {
      throw new IllegalArgumentException("--" + name + " must be like 8,64, not " + text);
    }
    return Arrays.stream(text.split(",")).map(Integer::parseInt).toList();
  }

  boolean flag(String name) {
    asked.add(name);
    return values.containsKey(name);
  }

  String text(String name, String standard) {
    asked.add(name);
    return values.getOrDefault(name, standard);
  }

  /** Refuses options that no one asked for by now. */
  void refuseOthers() {
    for (var name : values.keySet()) {
      if (!asked.contains(name)) {
        throw new IllegalArgumentException(benchmark + " has no option --" + name);
      }
    }
  }
}
