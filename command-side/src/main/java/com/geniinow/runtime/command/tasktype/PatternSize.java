package com.geniinow.runtime.command.tasktype;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large the program of a pattern may get, told from its text: a repetition of repetitions is
 * written in a few characters, and compiling it would take all memory there is.
 */
final class PatternSize {
  private final String pattern;
  private final Deque<Long> groups = new ArrayDeque<>();
  private long sum;
  private long last;

  private PatternSize(String pattern) {
    this.pattern = pattern;
  }

  /** At most so many steps, about; a number beyond all bounds for what is far too large. */
  static long of(String pattern) {
    return new PatternSize(pattern).read();
  }

  private long read() {
    for (var n = 0; n < pattern.length(); n++) {
      switch (pattern.charAt(n)) {
        case '\\' -> {
          n++;
          atom(1);
        }
        case '[' -> {
          n = endOfClass(n);
          atom(1);
        }
        case '(' -> {
          groups.push(sum);
          sum = 0;
        }
        case ')' -> {
          var inner = sum;
          sum = groups.isEmpty() ? 0 : groups.pop();
          atom(inner + 2);
        }
        case '{' -> n = repeat(n);
        default -> atom(1);
      }
    }
    while (!groups.isEmpty()) {
      sum = capped(sum + groups.pop());
    }
    return sum;
  }

  private void atom(long size) {
    last = capped(size);
    sum = capped(sum + last);
  }

  /** What is no repetition stands for itself. */
  private int repeat(int from) {
    var to = pattern.indexOf('}', from);
    var inside = to < 0 ? "" : pattern.substring(from + 1, to);
    if (!inside.matches("\\d{1,9}(,\\d{0,9})?")) {
      atom(1);
      return from;
    }
    long most = 1;
    for (var number : inside.split(",")) {
      most = Math.max(most, Long.parseLong(number));
    }
    sum = capped(sum + last * most);
    last = capped(last * (most + 1));
    return to;
  }

  private int endOfClass(int from) {
    var n = from + 1;
    if (n < pattern.length() && pattern.charAt(n) == '^') {
      n++;
    }
    // A bracket that comes first is one of the class.
    for (n++; n < pattern.length() && pattern.charAt(n) != ']'; n++) {
      if (pattern.charAt(n) == '\\') {
        n++;
      }
    }
    return n;
  }

  private static long capped(long size) {
    return Math.min(size, 1_000_000_000L);
  }
}
