package com.geniinow.runtime.local;

import java.io.PrintStream;
import java.util.concurrent.Callable;

/** Tells the person at the terminal what happens; everything else goes to the logs. */
final class Steps {
  private final PrintStream out;

  Steps(PrintStream out) {
    this.out = out;
  }

  void say(String line) {
    out.println("up: " + line);
    out.flush();
  }

  /** A line that stands alone, for what people or programs look for. */
  void plain(String line) {
    out.println(line);
    out.flush();
  }

  /** Names the step before and its duration after. */
  <T> T timed(String step, Callable<T> work) throws Exception {
    say(step + " ...");
    long before = System.nanoTime();
    var result = work.call();
    say("%s: done (%.1f s)".formatted(step, (System.nanoTime() - before) / 1e9));
    return result;
  }
}
