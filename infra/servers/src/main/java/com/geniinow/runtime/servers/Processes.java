package com.geniinow.runtime.servers;

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
      var line = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.UTF_8);
      return java.util.List.of(line.split("\0", -1)).contains(argument);
    } catch (IOException e) {
      return false;
    }
  }

  /** A living process that has the folder as its own, such as one of PostgreSQL's; 0 if none. */
  static long workingIn(Path folder) {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      var real = folder.toRealPath();
      for (Path process : processes) {
        if (worksIn(process, real)) {
          return Long.parseLong(process.getFileName().toString());
        }
      }
    } catch (IOException e) {
      return 0; // then the server itself has to find out
    }
    return 0;
  }

  private static boolean worksIn(Path process, Path folder) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).equals(folder);
    } catch (IOException e) {
      return false; // it has ended, or is somebody else's
    }
  }

  /** Whether nothing of the process runs any more; its parent may still have to take note. */
  static boolean hasEnded(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.UTF_8);
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state == 'Z' || state == 'X';
    } catch (IOException e) {
      return true;
    }
  }
}
