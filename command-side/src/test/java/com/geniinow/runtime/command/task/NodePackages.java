package com.geniinow.runtime.command.task;

import com.geniinow.runtime.testing.Needed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
  static void install(String... names) throws IOException {
    for (String name : names) {
      var folder = Files.createDirectories(folder(name));
      copy(SOURCES.resolve("worker.js"), folder);
      copy(SOURCES.resolve(name).resolve("package.json"), folder);
      // Without peers: bull-board's are a user interface and the BullMQ before BullMQ.
      Needed.packages(folder, "--legacy-peer-deps");
    }
  }

  private static void copy(Path file, Path folder) throws IOException {
    Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }
}
