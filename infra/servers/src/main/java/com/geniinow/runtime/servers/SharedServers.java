package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one instance that the tests of a JVM share. */
final class SharedServers {
  private static final String PREFIX = "genii-test-";
  private static @Nullable LocalServers shared;

  private SharedServers() {}

  static synchronized LocalServers get() {
    if (shared == null) {
      var parent = Path.of(System.getProperty("java.io.tmpdir"));
      removeAbandoned(parent);
      var folder = temporary(parent);
      var started =
          LocalServers.start(folder, System.out::println, System.getenv(), Lifetime.OF_THIS_JVM);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    started.close();
                    folder.delete();
                  },
                  "stop-shared-services"));
      shared = started;
    }
    return shared;
  }

  private static DataFolder temporary(Path parent) {
    try {
      return DataFolder.open(Files.createTempDirectory(parent, PREFIX));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes what test runs left that were killed: nobody has their folders open. */
  private static void removeAbandoned(Path parent) {
    List<Path> candidates;
    try (var children = Files.list(parent)) {
      candidates =
          children
              .filter(path -> path.getFileName().toString().startsWith(PREFIX))
              .filter(path -> Files.exists(path.resolve("lock")))
              .toList();
    } catch (IOException e) {
      return;
    }
    for (Path candidate : candidates) {
      try {
        DataFolder.open(candidate).delete();
      } catch (ServerStartException | UncheckedIOException e) {
        // In use by another run, or another user's: not abandoned, or not ours to delete.
      }
    }
  }
}
