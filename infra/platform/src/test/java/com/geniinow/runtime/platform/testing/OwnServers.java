package com.geniinow.runtime.platform.testing;

import com.geniinow.runtime.servers.DataFolder;
import com.geniinow.runtime.servers.LocalServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * PostgreSQL, Redis and an object store of one test's own, whose database is empty. Their files are
 * made once in this JVM, by several runs of PostgreSQL's programs, and copied from there.
 */
public final class OwnServers implements AutoCloseable {
  private final Path folder;
  private final LocalServers services;

  private OwnServers(Path folder, LocalServers services) {
    this.folder = folder;
    this.services = services;
  }

  /** Starts them, with data in a new temporary folder. */
  public static OwnServers start() throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("genii-own-");
    copy(Made.FILES, folder);
    return new OwnServers(folder, LocalServers.start(folder, line -> {}));
  }

  public LocalServers services() {
    return services;
  }

  /** Stops them and removes their data. */
  @Override
  public void close() {
    services.close();
    DataFolder.open(folder).delete();
  }

  private static void copy(Path made, Path folder) throws IOException, InterruptedException {
    if (!Files.exists(made.resolve("postgres").resolve("data").resolve("PG_VERSION"))) {
      return; // they are not in the folder itself, as in a container: then each has them made
    }
    // With owners and permissions, which PostgreSQL looks at.
    var copying =
        new ProcessBuilder("cp", "-a", made + "/.", folder.toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(copying.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (copying.waitFor() != 0) {
      throw new IOException("the files of servers could not be copied: " + said);
    }
  }

  /** Of servers that were started once, and stopped in order. */
  private static final class Made {
    static final Path FILES = make();

    private static Path make() {
      try {
        var folder = Files.createTempDirectory("genii-made-");
        LocalServers.start(folder, line -> {}).close();
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> DataFolder.open(folder).delete(), "remove-made"));
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
