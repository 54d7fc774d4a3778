package com.geniinow.runtime.testing;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Before the first test of a JVM: waits for one of the machine's {@link Turns}, and makes tests
 * wait longer for what they await than a slow machine needs. Registered by name in {@code
 * META-INF/services}; it acts when tests begin, not when they are looked up, since Maven looks them
 * up in a JVM of its own that goes on living.
 */
public final class SharedMachine implements TestExecutionListener {
  /** What a test awaits comes within this time, unless it says so otherwise. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static boolean begun;

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    begin();
  }

  private static synchronized void begin() {
    if (!begun) {
      begun = true;
      Awaitility.setDefaultTimeout(PATIENCE);
      Turns.of(Path.of(System.getProperty("java.io.tmpdir"))).take(MachineSpeed::jvmsAtOnce);
    }
  }
}
