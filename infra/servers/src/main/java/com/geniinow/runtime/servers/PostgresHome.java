package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The folder that belongs to the user who runs PostgreSQL.
 *
 * <p>That user is not us when we are root. It can't get into a folder below, say, {@code /root};
 * then its files go to a folder under {@code /var/lib/genii}, and a file in the data folder says
 * which.
 */
final class PostgresHome {
  private static final Path ELSEWHERE = Path.of("/var/lib/genii");
  private static final int NAME_LENGTH = 12;

  private final Path dataFolder;
  private final Path inside;
  private final Path pointer;

  PostgresHome(Path dataFolder) {
    this.dataFolder = dataFolder;
    this.inside = dataFolder.resolve("postgres");
    this.pointer = dataFolder.resolve("postgres-is-in");
  }

  /** Makes the folder, and says so when it is not inside the data folder. */
  Path make(Consumer<String> progress) {
    try {
      if (!Files.exists(pointer)) {
        if (!Commands.isRoot() || canEnter()) {
          return own(inside);
        }
        if (Files.exists(inside)) {
          throw new ServerStartException(
              "The user %s can't reach the data in %s any more; please let it through the folders"
                      .formatted(Commands.POSTGRES_USER, inside)
                  + " above.");
        }
        var name = UUID.randomUUID().toString().replace("-", "").substring(0, NAME_LENGTH);
        Files.writeString(pointer, ELSEWHERE.resolve(name) + "\n");
      }
      progress.accept(
          "the user %s can't reach %s, so PostgreSQL's files are in %s"
              .formatted(Commands.POSTGRES_USER, dataFolder, elsewhere()));
      return own(elsewhere());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void remove() {
    try {
      Trees.delete(inside);
      if (Files.exists(pointer)) {
        Trees.delete(elsewhere());
        Files.delete(pointer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the file says; never outside of the one folder that we made for such data. */
  private Path elsewhere() throws IOException {
    var named = Path.of(Files.readString(pointer).strip()).normalize();
    if (!ELSEWHERE.equals(named.getParent())) {
      throw new ServerStartException("%s names %s, no folder of ours.".formatted(pointer, named));
    }
    return named;
  }

  private boolean canEnter() {
    return Commands.run(Commands.asPostgresUser(List.of("test", "-x", dataFolder.toString())), "")
        .ok();
  }

  private static Path own(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      if (Commands.isRoot()) {
        var owner =
            folder
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(Commands.POSTGRES_USER);
        Files.setOwner(folder, owner);
      }
    }
    return folder;
  }
}
