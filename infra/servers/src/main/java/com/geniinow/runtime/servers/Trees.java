package com.geniinow.runtime.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;

/** Deletes folders with all they hold. */
public final class Trees {
  private Trees() {}

  /** Deletes {@code root} if it is there; links are deleted, never followed. */
  public static void delete(Path root) {
    try {
      if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
        PathUtils.delete(root);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
