package com.geniinow.runtime.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The servers that this machine's packages brought. */
final class Binaries {
  private static final int OLDEST_POSTGRESQL = 15;
  private static final Path POSTGRESQL = Path.of("/usr/lib/postgresql");
  private static final Path SHARED = Path.of("/usr/share/postgresql");
  private static final List<Path> REDIS =
      List.of(Path.of("/usr/bin/redis-server"), Path.of("/usr/local/bin/redis-server"));

  private Binaries() {}

  /** A PostgreSQL with pgvector and pg_cron: its major version and the folder of its programs. */
  record Postgresql(int major, Path bin) {
    String program(String name) {
      return bin.resolve(name).toString();
    }

    private boolean isComplete() {
      var extensions = SHARED.resolve(major + "/extension");
      return Files.isExecutable(bin.resolve("postgres"))
          && Files.isExecutable(bin.resolve("initdb"))
          && Files.isReadable(extensions.resolve("vector.control"))
          && Files.isReadable(extensions.resolve("pg_cron.control"));
    }
  }

  /** Every PostgreSQL that is new enough and has both extensions, newest first. */
  static List<Postgresql> postgresql() {
    if (!Files.isDirectory(POSTGRESQL)) {
      return List.of();
    }
    try (var versions = Files.list(POSTGRESQL)) {
      return versions
          .filter(path -> path.getFileName().toString().matches("\\d{2,3}"))
          .map(
              path ->
                  new Postgresql(
                      Integer.parseInt(path.getFileName().toString()), path.resolve("bin")))
          .filter(found -> found.major() >= OLDEST_POSTGRESQL && found.isComplete())
          .sorted(Comparator.comparingInt(Postgresql::major).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<Path> redis() {
    return REDIS.stream().filter(Files::isExecutable).findFirst();
  }
}
