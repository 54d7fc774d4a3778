package com.geniinow.runtime.services;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at processes that are not our children. */
final class Processes {
  private Processes() {}

  /** Whether the process lives and its command line has {@code argument} as one of its words. */
  static boolean isAliveWith(long pid, String argument) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.UTF_8);
      return java.util.List.of(line.split("\0", -1)).contains(argument);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether nothing of the process runs any more; its parent may still have to take note. */
  static boolean hasEnded(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.UTF_8);
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state == 'Z' || state == 'X';
    } catch (IOException e) {
      return true;
    }
  }
}
