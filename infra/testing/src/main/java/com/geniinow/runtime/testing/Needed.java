package com.geniinow.runtime.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs that others wrote: Node.js, Python, packages of theirs. Where it is missing the
 * test is left out, but never in continuous integration ({@code CI} is set), which brings it all.
 */
public final class Needed {
  private static final boolean IN_CI = System.getenv("CI") != null;

  /** Whether a program starts, of those that this JVM has tried. */
  private static final Map<String, Boolean> STARTS = new ConcurrentHashMap<>();

  private Needed() {}

  /** Leaves the test out unless this is so, or it runs in continuous integration. */
  public static void that(boolean so, String otherwise) {
    Assumptions.assumeTrue(so || IN_CI, otherwise);
  }

  /** Leaves the test out unless these programs are found and start. */
  public static void programs(String... names) {
    for (var name : names) {
      that(STARTS.computeIfAbsent(name, Needed::starts), name + " is not installed");
    }
  }

  /**
   * The packages that a folder's {@code package.json} names, once per build; npm's own output is
   * not shown.
   *
   * @param options further ones of {@code npm install}
   * @throws IllegalStateException where npm fails
   */
  public static void packages(Path folder, String... options) {
    programs("node", "npm");
    if (Files.exists(folder.resolve("node_modules"))) {
      return;
    }
    var npm =
        new ArrayList<>(List.of("npm", "install", "--no-package-lock", "--no-audit", "--no-fund"));
    npm.addAll(List.of(options));
    if (!succeeds(folder, npm)) {
      throw new IllegalStateException("npm install failed in " + folder.toAbsolutePath());
    }
  }

  private static boolean starts(String name) {
    return succeeds(Path.of("."), List.of(name, "--version"));
  }

  private static boolean succeeds(Path folder, List<String> command) {
    try {
      // Not this JVM's own streams: Surefire talks to its fork over them.
      return new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
