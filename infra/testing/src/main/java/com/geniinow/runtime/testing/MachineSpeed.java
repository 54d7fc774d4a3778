package com.geniinow.runtime.testing;

import java.util.concurrent.TimeUnit;

/** How many JVMs may test at once: fewer where a core is slow or others use it. */
final class MachineSpeed {
  /** Overrides what is measured: {@code -Dgenii.test.jvms=1}. */
  private static final String SETTING = "genii.test.jvms";

  /** The work of {@link #measure} on a core of 2026 that does nothing else. */
  private static final long USUAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final int ROUNDS = 100_000_000;

  private MachineSpeed() {}

  /** How many, as the machine is at this moment. */
  static int jvmsAtOnce() {
    var set = Integer.getInteger(SETTING);
    return set != null ? set : jvmsAtOnce(Runtime.getRuntime().availableProcessors(), measure());
  }

  /**
   * One more than there are cores, since tests also wait; where the same work takes n times as long
   * as usual, an nth of that, and one at least.
   */
  static int jvmsAtOnce(int cores, long nanos) {
    return (int) Math.max(1, Math.min(cores + 1, Math.round((cores + 1.0) * USUAL_NANOS / nanos)));
  }

  /** Nanoseconds for a fixed piece of work, long enough to share its core with whoever is there. */
  static long measure() {
    long start = System.nanoTime();
    long x = 1;
    for (var i = 0; i < ROUNDS; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x == 0 ? 0 : System.nanoTime() - start;
  }
}
