package com.geniinow.runtime.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Why a file can't be read or written, in words for the person at the terminal. */
public final class FileReasons {
  private FileReasons() {}

  /** A clause without a full stop: the file, and what the system says about it. */
  public static String of(IOException failure) {
    if (failure instanceof AccessDeniedException denied) {
      return "%s is closed to the user %s".formatted(denied.getFile(), user());
    }
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + " is missing";
    }
    if (failure instanceof FileSystemException other && other.getReason() != null) {
      return "%s: %s".formatted(other.getFile(), lower(other.getReason()));
    }
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : lower(failure.getMessage());
  }

  /** The same for one that came out of where none was expected. */
  public static String of(UncheckedIOException failure) {
    var cause = failure.getCause();
    return cause == null ? String.valueOf(failure.getMessage()) : of(cause);
  }

  private static String user() {
    try {
      return Files.getOwner(Path.of("/proc/self")).getName();
    } catch (IOException e) {
      return System.getProperty("user.name");
    }
  }

  private static String lower(String reason) {
    return reason.isEmpty()
        ? reason
        : reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
  }
}
