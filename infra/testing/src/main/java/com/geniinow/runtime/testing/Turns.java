package com.geniinow.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * As many turns as JVMs may test at once on a machine, whichever modules they belong to. A turn is
 * a locked file: it ends with its JVM, however that ends.
 */
final class Turns {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Path folder;

  private Turns(Path folder) {
    this.folder = folder;
  }

  /** The turns that everybody shares who names this parent folder, a user of the machine each. */
  static Turns of(Path parent) {
    return new Turns(parent.resolve("genii-test-turns-" + System.getProperty("user.name")));
  }

  /**
   * Waits for a turn and keeps it until this JVM ends.
   *
   * @param turns how many there are, asked anew at each look
   */
  Turn take(IntSupplier turns) {
    while (true) {
      var turn = tryTake(turns.getAsInt());
      if (turn != null) {
        return turn;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** One of this many turns, or null while all are taken by other JVMs. */
  @Nullable Turn tryTake(int turns) {
    try {
      Files.createDirectories(folder);
      for (var number = 0; number < turns; number++) {
        var file =
            FileChannel.open(
                folder.resolve("turn-" + number),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = file.tryLock();
        if (lock != null) {
          return new Turn(file, lock);
        }
        file.close();
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A turn that is held. */
  record Turn(FileChannel file, FileLock lock) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
