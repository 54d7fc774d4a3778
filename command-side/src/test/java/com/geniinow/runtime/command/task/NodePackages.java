package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Assumptions;

/** Packages from npm, the newest of the majors that each folder's package.json names. */
final class NodePackages {
  private static final Path SOURCES = Path.of("src/test/node");
  private static final Path INSTALLED = Path.of("target/node");

  private NodePackages() {}

  /** Where a package was installed; worker.js lies there too. */
  static Path folder(String name) {
    return INSTALLED.resolve(name);
  }

  /** Installs them once per build; skips the test where there is no Node, but not in CI. */
  static void install(String... names) throws Exception {
    Assumptions.assumeTrue(
        succeeds(Path.of("."), "node", "--version") || System.getenv("CI") != null,
        "node is not installed; BullMQ can't be asked");
    for (String name : names) {
      Path folder = Files.createDirectories(folder(name));
      copy(SOURCES.resolve("worker.js"), folder);
      copy(SOURCES.resolve(name).resolve("package.json"), folder);
      if (!Files.exists(folder.resolve("node_modules/bullmq/package.json"))) {
        // Without peers: bull-board's are a user interface and the BullMQ before BullMQ.
        assertThat(
                succeeds(
                    folder,
                    "npm",
                    "install",
                    "--no-package-lock",
                    "--no-audit",
                    "--no-fund",
                    "--legacy-peer-deps"))
            .as("npm install in %s", folder.toAbsolutePath())
            .isTrue();
      }
    }
  }

  private static void copy(Path file, Path folder) throws IOException {
    Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean succeeds(Path folder, String... command) throws InterruptedException {
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
    }
  }
}
