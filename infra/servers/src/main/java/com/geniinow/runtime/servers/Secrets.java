package com.geniinow.runtime.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Properties;
import java.util.function.Function;

/** Random passwords and keys in a file that nobody but its owner can read. */
final class Secrets {
  private static final int PASSWORD_BYTES = 16;
  private static final int KEY_BYTES = 32;

  private final Path file;
  private final SecureRandom random = new SecureRandom();

  Secrets(Path file) {
    this.file = file;
  }

  /** A password: letters and digits. */
  String get(String name) {
    return get(name, PASSWORD_BYTES, HexFormat.of()::formatHex);
  }

  /** A key of 256 bits, in base64. */
  String key(String name) {
    return get(name, KEY_BYTES, Base64.getEncoder()::encodeToString);
  }

  private synchronized String get(String name, int length, Function<byte[], String> written) {
    var known = read();
    var value = known.getProperty(name);
    if (value == null) {
      var bytes = new byte[length];
      random.nextBytes(bytes);
      value = written.apply(bytes);
      known.setProperty(name, value);
      write(known);
    }
    return value;
  }

  synchronized void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Properties read() {
    var known = new Properties();
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        known.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return known;
  }

  /** Written beside and moved over, so that a crash leaves the old file or the new one. */
  private void write(Properties known) {
    var beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(beside);
      Files.createFile(
          beside,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (var writer = Files.newBufferedWriter(beside)) {
        known.store(writer, "Passwords of the local system");
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
