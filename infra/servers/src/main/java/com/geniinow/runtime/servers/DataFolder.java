package com.geniinow.runtime.servers;

import com.geniinow.runtime.servers.managed.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

/**
 * The folder that holds all data of one local system. One JVM at a time has it open.
 *
 * <p>It carries a mark that this program made it, so that a folder of somebody else's is never
 * written to nor emptied.
 */
public final class DataFolder implements AutoCloseable {
  private static final String MARK = "genii-data-folder";
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;
  private final Secrets secrets;
  private final PostgresHome postgresHome;

  private DataFolder(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
    this.secrets = new Secrets(path.resolve("secrets.properties"));
    this.postgresHome = new PostgresHome(path);
  }

  /**
   * Opens the folder, making it if need be.
   *
   * @throws ServerStartException when another process has it open, when it can't be written, or
   *     when it holds files that this program did not make
   */
  public static DataFolder open(Path folder) {
    var path = folder.toAbsolutePath().normalize();
    try {
      requireFolder(path);
      requireOwner(path);
      if (Files.exists(path) && !Files.exists(path.resolve(MARK)) && !isEmpty(path)) {
        throw new ServerStartException(
            "The data folder %s holds other files; please name an empty or a new one."
                .formatted(path));
      }
      Files.createDirectories(path);
      if (!Files.exists(path.resolve(MARK))) {
        Files.writeString(path.resolve(MARK), "Made by Genii Agent Isolation Runtime.\n");
      }
      // The user postgres must get through to its own folder; secrets have their own permissions.
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(Commands.isRoot() ? "rwx--x--x" : "rwx------"));
      return lock(path);
    } catch (IOException e) {
      throw new ServerStartException(
          "The data folder %s can't be used: %s.".formatted(path, FileReasons.of(e)), e);
    }
  }

  /** A file in the way, at its own place or where a folder above it should be. */
  private static void requireFolder(Path path) {
    for (var place = path; place != null; place = place.getParent()) {
      if (Files.exists(place)) {
        if (!Files.isDirectory(place)) {
          throw new ServerStartException(
              "The data folder %s can't be: %s is a file; please name another one (GENII_DATA_DIR)."
                  .formatted(path, place));
        }
        return;
      }
    }
  }

  /** Also when we are root: afterwards nobody but us could use what is in it. */
  private static void requireOwner(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    var owner = Files.getOwner(path).getName();
    if (!owner.equals(Files.getOwner(Path.of("/proc/self")).getName())) {
      throw new ServerStartException(
          ("The data folder %s belongs to the user %s; please run this as that user, or name"
                  + " another folder (GENII_DATA_DIR).")
              .formatted(path, owner));
    }
  }

  private static DataFolder lock(Path path) throws IOException {
    var channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new ServerStartException(
          "The data folder %s is in use by another running system; please stop that one first."
              .formatted(path));
    }
    return new DataFolder(path, channel, lock);
  }

  public Path path() {
    return path;
  }

  /** The folder of the servers' logs, made if need be. */
  public Path logs() {
    return made(path.resolve("logs"));
  }

  /**
   * A random password with this name, made at the first call and the same ever after. It is kept in
   * a file that only the user who runs this program can read.
   */
  public String secret(String name) {
    return secrets.get(name);
  }

  /**
   * The same for a random key: 32 bytes in base64.
   *
   * @see #secret
   */
  public String key(String name) {
    return secrets.key(name);
  }

  /** Removes all data, passwords included; only while none of its servers runs. */
  public void clear() {
    postgresHome.remove();
    secrets.forget();
    try (var children = Files.list(path)) {
      for (Path child : children.toList()) {
        var name = child.getFileName().toString();
        if (!name.equals(MARK) && !name.equals(LOCK)) {
          Trees.delete(child);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where PostgreSQL's files are: in this folder where the user postgres can reach it. */
  Path postgres(Consumer<String> progress) {
    return postgresHome.make(progress);
  }

  Path redis() {
    return made(path.resolve("redis"));
  }

  /** {@link #clear()}, and the folder itself too; it is closed then. */
  public void delete() {
    clear();
    Trees.delete(path);
    close();
  }

  @Override
  public void close() {
    try (channel) {
      if (lock.isValid()) {
        lock.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEmpty(Path path) throws IOException {
    try (var children = Files.list(path)) {
      return children.findAny().isEmpty();
    }
  }
}
