package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the project's {@code infra/install} when the servers are missing on this machine. */
final class Installer {
  private static final Path SCRIPT = Path.of("infra", "install");

  private Installer() {}

  /**
   * Installs PostgreSQL and Redis, showing each line that the script prints.
   *
   * @throws ServerStartException with the script's last line when it fails
   */
  static void run(Consumer<String> progress) {
    var script =
        script(Path.of(System.getProperty("user.dir")))
            .orElseThrow(
                () ->
                    new ServerStartException(
                        "PostgreSQL with pgvector and pg_cron and Redis are not installed, and"
                            + " infra/install was not found: please run it from the project."));
    var builder =
        new ProcessBuilder("bash", script.toString(), "--services").redirectErrorStream(true);
    try {
      var process = builder.start();
      process.getOutputStream().close();
      var last = "it printed nothing";
      try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
          progress.accept(line);
          last = line;
        }
      }
      if (process.waitFor() != 0) {
        throw new ServerStartException(last);
      }
    } catch (IOException e) {
      throw new ServerStartException("infra/install could not be run: " + e + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerStartException("infra/install was interrupted.", e);
    }
  }

  private static Optional<Path> script(Path from) {
    for (var folder = from.toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve(SCRIPT))) {
        return Optional.of(folder.resolve(SCRIPT));
      }
    }
    return Optional.empty();
  }
}
